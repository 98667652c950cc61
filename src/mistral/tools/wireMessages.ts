import type { ChatMessage, ToolCall, UserPart } from '../chat.ts';
import { CallIds } from './toolIds.ts';
import type { ToolNames } from './toolNames.ts';

type SystemMessage = Extract<ChatMessage, { role: 'system' }>;
type UserMessage = Extract<ChatMessage, { role: 'user' }>;
type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
type ToolMessage = Extract<ChatMessage, { role: 'tool' }>;
type Dialogue = readonly Exclude<ChatMessage, SystemMessage>[];

/** The content sent for a missing tool result. */
const NO_RESULT = 'There is no result: the call was not run, or its result was not kept.';
/**
 * The assistant message between tool results and a question: Mistral rejects a user message after a tool message (error
 * 3230).
 */
const BETWEEN = 'I have read the results.';

/**
 * Converts a conversation of any origin to one that Mistral accepts:
 *
 * - System messages come first, as one message. If there are no others, it becomes a user message.
 * - Empty messages are dropped; adjacent messages of the same role are merged.
 * - Calls get valid IDs and names (see {@link CallIds} and {@link ToolNames}), followed by their results, one per call
 *   and in its order. A placeholder replaces a missing result.
 * - A result without a call, or a second one, is moved to the user's text, so that nothing is lost.
 * - Between results and a question, an assistant message is inserted.
 * - An answer at the end is a prefix to continue.
 */
export function wireMessages(
  messages: readonly ChatMessage[],
  names: ToolNames,
): readonly ChatMessage[] {
  const isSystem = (message: ChatMessage): message is SystemMessage => message.role === 'system';
  const rules = messages.filter(isSystem).map(({ content }) => content);
  const said = rules.filter((text) => text.trim() !== '').join('\n\n');
  const dialogue = answered(
    messages.filter((message) => !isSystem(message) && !isEmpty(message)) as Dialogue,
    names,
  );
  if (said === '') return dialogue;
  return [{ role: dialogue.length === 0 ? 'user' : 'system', content: said }, ...dialogue];
}

/** The messages with each call's result after it, and no other results. */
function answered(dialogue: Dialogue, names: ToolNames): readonly ChatMessage[] {
  const ids = new CallIds(dialogue.flatMap(callsOf).map(({ id }) => id));
  const used = new Set<ToolMessage>();
  const list = new MessageList();
  for (const [at, message] of dialogue.entries()) {
    if (message.role === 'user') list.user(message);
    else if (message.role === 'tool') {
      if (!used.has(message)) list.user({ role: 'user', content: lostResult(message) });
    } else {
      const calls = callsOf(message);
      const results = calls.map((call) => resultOf(call, dialogue.slice(at + 1), used));
      const sent = calls.map(({ id, name, ...call }) => ({
        id: ids.next(id),
        name: names.toWire(name),
        ...call,
      }));
      list.assistant(sent.length > 0 ? { ...message, toolCalls: sent } : message);
      for (const [place, { id: toolCallId, name }] of sent.entries()) {
        list.result({
          role: 'tool',
          toolCallId,
          name,
          content: results[place]?.content ?? NO_RESULT,
        });
      }
    }
  }
  return list.ended();
}

/** The first unused result for a call, before another call has the same ID. */
function resultOf(
  { id }: ToolCall,
  later: Dialogue,
  used: Set<ToolMessage>,
): ToolMessage | undefined {
  for (const message of later) {
    if (callsOf(message).some((call) => call.id === id)) return undefined;
    if (message.role !== 'tool' || message.toolCallId !== id || used.has(message)) continue;
    used.add(message);
    return message;
  }
  return undefined;
}

/** The messages in the order in which they are sent. */
class MessageList {
  readonly #messages: ChatMessage[] = [];

  user(message: UserMessage): void {
    if (this.#last?.role === 'tool') this.assistant({ role: 'assistant', content: BETWEEN });
    const before = this.#last;
    if (before?.role !== 'user') this.#messages.push(message);
    else this.#replaceLast({ role: 'user', content: joinContent(before.content, message.content) });
  }

  assistant(message: AssistantMessage): void {
    // A message with calls is never the last one: its results follow.
    const before = this.#last;
    if (before?.role !== 'assistant') this.#messages.push(message);
    else this.#replaceLast({ ...message, content: joinContent(before.content, message.content) });
  }

  result(message: ToolMessage): void {
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

/** Joins two contents; two texts with a blank line between them. */
function joinContent<Part>(
  first: TextOrParts<Part>,
  second: TextOrParts<Part>,
): TextOrParts<Part | TextPart> {
  if (typeof first === 'string' && typeof second === 'string') {
    return [first, second].filter((text) => text !== '').join('\n\n');
  }
  return [...partsOf(first), ...partsOf(second)];
}

type TextPart = Extract<UserPart, { type: 'text' }>;
type TextOrParts<Part> = string | readonly Part[];

function partsOf<Part>(content: TextOrParts<Part>): readonly (Part | TextPart)[] {
  if (typeof content !== 'string') return content;
  return content === '' ? [] : [{ type: 'text', text: content }];
}

function lostResult({ name, content }: ToolMessage): string {
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
