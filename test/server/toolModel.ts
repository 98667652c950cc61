import { fenced } from './blocks.ts';
import { questionOf, textOf } from './messages.ts';
import type { ChatBody, ChatMessage, ChatReply, ReplyToolCall, Tool } from './protocol.ts';
import { hash } from './random.ts';

/**
 * Simulates a model with tools: calls those that the last question mentions (by name or full description) or, if a call
 * is required, the first one; and answers from their results. A name in backticks is searched for and read. Undefined if the question does not involve tools.
 */
export function answerWithTools(body: ChatBody): ChatReply | undefined {
  const { messages, tools, tool_choice: choice } = body;
  if (messages.at(-1)?.role === 'tool') {
    return readFound(body) ?? { text: found(messages) ?? reported(messages) };
  }
  if (!tools?.length || choice === 'none') return undefined;
  const question = questionOf(messages);
  const search = searched(question, tools);
  if (search) return search;
  const named = tools.filter((tool) => isNamed(tool, question));
  const mustCall = choice === 'any' || choice === 'required' || typeof choice === 'object';
  const called = named.length > 0 ? named : mustCall ? tools.slice(0, 1) : [];
  if (called.length === 0) return undefined;
  const calls = called.map((tool) => callOf(tool, question));
  const text = `I ask ${calls.map(({ name }) => `\`${name}\``).join(' and ')}.`;
  // Random, but constant for a question.
  return { text, calling: { calls, form: hash(question) % 2 === 0 ? 'whole' : 'pieces' } };
}

/** Looks up the name in backticks of a question without attachments. */
function searched(question: string, tools: readonly Tool[]): ChatReply | undefined {
  const [, query] = /^[^`]*`([^`\n]{1,100})`[^`]*$/.exec(question) ?? [];
  const canSearch = tools.some((tool) => tool.function.name === 'search_text');
  if (query === undefined || question.includes('Attachment:') || !canSearch) return undefined;
  return calling(`I search for \`${query}\`.`, {
    name: 'search_text',
    arguments: JSON.stringify({ query }),
  });
}

/** Reads the lines around the first line that a search has found. */
function readFound({ messages, tools, tool_choice: choice }: ChatBody): ChatReply | undefined {
  const last = messages.at(-1);
  const [, path, line] = /^(\S[^\n]*)\n {2}(\d+): /.exec(last ? textOf(last) : '') ?? [];
  const canRead = tools?.some((tool) => tool.function.name === 'read_file') === true;
  if (last?.name !== 'search_text' || path === undefined || !canRead || choice === 'none') {
    return undefined;
  }
  const first = Math.max(1, Number(line) - 2);
  const values = { path, startLine: first, endLine: first + 4 };
  return calling('', { name: 'read_file', arguments: JSON.stringify(values) });
}

/** Quotes the lines that were read after a search. */
function found(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.at(-1);
  const [header, ...lines] = last ? textOf(last).split('\n') : [];
  const isAfterSearch = messages.at(-3)?.name === 'search_text';
  if (last?.name !== 'read_file' || !isAfterSearch || !/, lines \d+ to \d+ of/.test(header ?? '')) {
    return undefined;
  }
  return `It is in ${header}:\n\n${fenced('', lines.join('\n'))}`;
}

function calling(text: string, call: ReplyToolCall): ChatReply {
  return {
    text,
    calling: { calls: [call], form: hash(call.arguments) % 2 === 0 ? 'whole' : 'pieces' },
  };
}

function isNamed({ function: { name, description = '' } }: Tool, question: string): boolean {
  return question.includes(name) || (description !== '' && question.includes(description));
}

/** A call with the object in the question, or with an example of the parameters. */
function callOf({ function: { name, parameters } }: Tool, question: string): ReplyToolCall {
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

/** The last results, in order. */
function reported(messages: readonly ChatMessage[]): string {
  const before = messages.findLastIndex(({ role }) => role !== 'tool');
  return messages
    .slice(before + 1)
    .map((message) => `\`${message.name ?? 'The tool'}\` says: ${textOf(message)}`)
    .join('\n\n');
}
