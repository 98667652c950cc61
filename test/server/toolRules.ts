import { wrongFunctionCall, wrongOrder } from './errorBodies.ts';
import type { CompleteResponse } from './errorBodies.ts';
import type { ChatMessage, Tool } from './protocol.ts';

/** The valid order of roles, equal to the table in Mistral's tokenizer (mistral-common). */
const followers: Readonly<Record<ChatMessage['role'], readonly ChatMessage['role'][]>> = {
  system: ['system', 'user', 'assistant'],
  user: ['system', 'user', 'assistant'],
  assistant: ['user', 'assistant', 'tool'],
  tool: ['assistant', 'tool'],
};

/** The errors of call names and IDs, of the order of roles, and of calls and their results. */
export function toolRefusal(
  messages: readonly ChatMessage[],
  tools: readonly Tool[],
): CompleteResponse | undefined {
  const calls = messages.flatMap(({ tool_calls: each }) => each ?? []);
  const names = [...tools, ...calls].map(({ function: { name } }) => name);
  const name = names.find((each) => !/^[a-zA-Z0-9_-]{1,64}$/.test(each));
  if (name !== undefined) {
    return wrongFunctionCall(
      `Function name was ${name} but must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64.`,
    );
  }
  const wrong = calls.find(({ function: { arguments: text } }) => !isObject(text));
  if (wrong) {
    return wrongFunctionCall(
      `Function call arguments of ${wrong.function.name} are not valid JSON.`,
    );
  }
  const ids = [
    ...calls.map(({ id = 'null' }) => id),
    ...messages.filter(({ role }) => role === 'tool').map((each) => each.tool_call_id ?? 'null'),
  ];
  const id = ids.find((each) => !/^[a-zA-Z0-9]{9}$/.test(each));
  if (id !== undefined) {
    return wrongFunctionCall(
      `Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`,
    );
  }
  return rolesRefusal(messages) ?? resultsRefusal(messages);
}

/** The tokenizer parses the arguments of calls that are sent back. */
function isObject(text: string | Readonly<Record<string, unknown>>): boolean {
  if (typeof text !== 'string') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function rolesRefusal(messages: readonly ChatMessage[]): CompleteResponse | undefined {
  for (const [at, { role }] of messages.entries()) {
    const before = messages[at - 1]?.role;
    if (before && !followers[before].includes(role)) {
      return wrongOrder(`Unexpected role '${role}' after role '${before}'`);
    }
  }
  return messages[0]?.role === 'tool' ? wrongOrder("Unexpected role 'tool'") : undefined;
}

/** Each call has one result, directly after its message; no result is without a call. */
function resultsRefusal(messages: readonly ChatMessage[]): CompleteResponse | undefined {
  for (const [at, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const called = (message.tool_calls ?? []).map(({ id }) => id);
    if (new Set(called).size < called.length) {
      return wrongOrder('Duplicate tool call id in assistant message');
    }
    const behind = messages.slice(at + 1);
    const end = behind.findIndex(({ role }) => role !== 'tool');
    const results = behind
      .slice(0, end === -1 ? behind.length : end)
      .map(({ tool_call_id: id }) => id ?? undefined);
    const stray = results.find((id) => !called.includes(id));
    if (stray !== undefined) return wrongOrder(`Unexpected tool call id ${stray} in tool results`);
    if (results.length !== called.length || new Set(results).size < results.length) {
      return wrongOrder('Not the same number of function calls and responses');
    }
  }
  return undefined;
}
