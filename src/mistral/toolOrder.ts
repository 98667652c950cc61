import type { ChatMessage, ToolCall, UserPart } from './chat.ts';
import { CallIds } from './toolIds.ts';
import type { ToolNames } from './toolNames.ts';

type System = Extract<ChatMessage, { role: 'system' }>;
type User = Extract<ChatMessage, { role: 'user' }>;
type Assistant = Extract<ChatMessage, { role: 'assistant' }>;
type Result = Extract<ChatMessage, { role: 'tool' }>;
type Talk = readonly Exclude<ChatMessage, System>[];

/** Said to the model in the place of a result that is not there. */
const NO_RESULT = 'There is no result: the call was not run, or its result was not kept.';
/** The model's own words between results and a question: Mistral takes no user after a tool (error 3230). */
const BETWEEN = 'I have read the results.';

/**
 * A conversation as Mistral takes it, whatever an editor or another service made of it:
 *
 * - What the system says comes first, as one message; where nobody else says anything, the user says it.
 * - What has nothing in it is left out; neighbours of the same role become one message.
 * - Calls get ids and names that are taken (see {@link CallIds} and {@link ToolNames}). Right after them come their
 *   results, one for each call and in its order; one that is missing says so.
 * - A result whose call is not there, or has a result already, goes into the user's text: nothing is lost.
 * - Between results and a question the model says that it has read them.
 * - An answer at the end is one to go on with.
 */
export function wireMessages(
  messages: readonly ChatMessage[],
  names: ToolNames,
): readonly ChatMessage[] {
  const isSystem = (message: ChatMessage): message is System => message.role === 'system';
  const rules = messages.filter(isSystem).map(({ content }) => content);
  const said = rules.filter((text) => text.trim() !== '').join('\n\n');
  const talk = answered(
    messages.filter((message) => !isSystem(message) && !isEmpty(message)) as Talk,
    names,
  );
  if (said === '') return talk;
  return [{ role: talk.length === 0 ? 'user' : 'system', content: said }, ...talk];
}

/** The talk with each call's result behind it, and no other results. */
function answered(talk: Talk, names: ToolNames): readonly ChatMessage[] {
  const ids = new CallIds(talk.flatMap(callsOf).map(({ id }) => id));
  const used = new Set<Result>();
  const wire = new Wire();
  for (const [at, message] of talk.entries()) {
    if (message.role === 'user') wire.user(message);
    else if (message.role === 'tool') {
      if (!used.has(message)) wire.user({ role: 'user', content: lostResult(message) });
    } else {
      const calls = callsOf(message);
      const results = calls.map((call) => resultOf(call, talk.slice(at + 1), used));
      const sent = calls.map(({ id, name, ...call }) => ({
        ...{ id: ids.next(id), name: names.toWire(name) },
        ...call,
      }));
      wire.assistant(sent.length > 0 ? { ...message, toolCalls: sent } : message);
      for (const [place, { id: toolCallId, name }] of sent.entries()) {
        wire.result({
          ...{ role: 'tool', toolCallId, name },
          content: results[place]?.content ?? NO_RESULT,
        });
      }
    }
  }
  return wire.ended();
}

/** The first result that is left for a call, before another call has the same id. */
function resultOf({ id }: ToolCall, later: Talk, used: Set<Result>): Result | undefined {
  for (const message of later) {
    if (callsOf(message).some((call) => call.id === id)) return undefined;
    if (message.role !== 'tool' || message.toolCallId !== id || used.has(message)) continue;
    used.add(message);
    return message;
  }
  return undefined;
}

/** Messages in the order in which they are sent. */
class Wire {
  readonly #messages: ChatMessage[] = [];

  user(message: User): void {
    if (this.#last?.role === 'tool') this.assistant({ role: 'assistant', content: BETWEEN });
    const before = this.#last;
    if (before?.role !== 'user') this.#messages.push(message);
    else this.#replaceLast({ role: 'user', content: joined(before.content, message.content) });
  }

  assistant(message: Assistant): void {
    // One with calls is never the last: their results are behind it.
    const before = this.#last;
    if (before?.role !== 'assistant') this.#messages.push(message);
    else this.#replaceLast({ ...message, content: joined(before.content, message.content) });
  }

  result(message: Result): void {
    this.#messages.push(message);
  }

  ended(): readonly ChatMessage[] {
    const last = this.#last;
    if (last?.role === 'assistant') this.#replaceLast({ ...last, prefix: true });
    return this.#messages;
  }

  get #last(): ChatMessage | undefined {
    return this.#messages.at(-1);
  }

  #replaceLast(message: ChatMessage): void {
    this.#messages[this.#messages.length - 1] = message;
  }
}

/** Two contents in one, of texts a text with a blank line between them. */
function joined<Part>(first: Said<Part>, second: Said<Part>): Said<Part | TextPart> {
  if (typeof first === 'string' && typeof second === 'string') {
    return [first, second].filter((text) => text !== '').join('\n\n');
  }
  return [...partsOf(first), ...partsOf(second)];
}

type TextPart = Extract<UserPart, { type: 'text' }>;
type Said<Part> = string | readonly Part[];

function partsOf<Part>(content: Said<Part>): readonly (Part | TextPart)[] {
  if (typeof content !== 'string') return content;
  return content === '' ? [] : [{ type: 'text', text: content }];
}

function lostResult({ name, content }: Result): string {
  const of = name === '' ? 'a tool' : `the tool ${name}`;
  return `A result of ${of}, whose call is not part of this conversation:\n${content}`;
}

function callsOf(message: ChatMessage): readonly ToolCall[] {
  return message.role === 'assistant' ? (message.toolCalls ?? []) : [];
}

function isEmpty(message: ChatMessage): boolean {
  if (message.role === 'tool' || callsOf(message).length > 0) return false;
  const { content } = message;
  if (typeof content === 'string') return content.trim() === '';
  return content.every((part) => 'text' in part && part.text.trim() === '');
}
