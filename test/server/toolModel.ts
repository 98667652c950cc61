import { questionOf, textOf } from './messages.ts';
import type { ChatBody, ChatMessage, ChatReply, SaidCall, Tool } from './protocol.ts';
import { hash } from './random.ts';

/**
 * Plays a model with tools: calls those that the last question names (by their name, or their whole description)
 * or, where it has to call one, the first; and answers from what they brought. Undefined where the question is not
 * about tools.
 */
export function answerWithTools(body: ChatBody): ChatReply | undefined {
  const { messages, tools, tool_choice: choice } = body;
  if (messages.at(-1)?.role === 'tool') return { text: told(messages) };
  if (!tools?.length || choice === 'none') return undefined;
  const question = questionOf(messages);
  const named = tools.filter((tool) => isNamed(tool, question));
  const mustCall = choice === 'any' || choice === 'required' || typeof choice === 'object';
  const called = named.length > 0 ? named : mustCall ? tools.slice(0, 1) : [];
  if (called.length === 0) return undefined;
  const calls = called.map((tool) => callOf(tool, question));
  const text = `I ask ${calls.map(({ name }) => `\`${name}\``).join(' and ')}.`;
  // Either way, but always the same for the same question.
  return { text, calling: { calls, form: hash(question) % 2 === 0 ? 'whole' : 'pieces' } };
}

function isNamed({ function: { name, description = '' } }: Tool, question: string): boolean {
  return question.includes(name) || (description !== '' && question.includes(description));
}

/** A call with the object that stands in the question, or with an example of what the tool asks for. */
function callOf({ function: { name, parameters } }: Tool, question: string): SaidCall {
  return { name, arguments: /\{.*\}/s.exec(question)?.[0] ?? JSON.stringify(example(parameters)) };
}

const examples: Readonly<Record<string, unknown>> = {
  string: 'text',
  integer: 1,
  number: 1,
  boolean: true,
  array: [],
  object: {},
};

function example({ properties }: Tool['function']['parameters']): object {
  const entries = Object.entries((properties ?? {}) as Record<string, { type?: string }>);
  return Object.fromEntries(entries.map(([name, { type = '' }]) => [name, examples[type] ?? null]));
}

/** What the last results say, in their order. */
function told(messages: readonly ChatMessage[]): string {
  const before = messages.findLastIndex(({ role }) => role !== 'tool');
  return messages
    .slice(before + 1)
    .map((message) => `\`${message.name ?? 'The tool'}\` says: ${textOf(message)}`)
    .join('\n\n');
}
