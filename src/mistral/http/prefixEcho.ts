import type { ChatEvent, ChatMessage } from '../chat.ts';

/**
 * Removes a prefix from the start of a streamed text. Some services repeat the prefix of an answer that they are given,
 * others don't. Text that may be the repetition is held back until that is decided.
 */
export class PrefixEcho {
  readonly #prefix: string;
  #held = '';
  #isOver: boolean;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#isOver = prefix === '';
  }

  /** Adds a piece. Returns the new text, possibly empty. */
  push(piece: string): string {
    if (this.#isOver) return piece;
    // The held text is a start of the prefix, so only the new piece has to be compared.
    const from = this.#held.length;
    const left = this.#prefix.length - from;
    const isEcho = this.#prefix.startsWith(piece.slice(0, left), from);
    this.#held += piece;
    if (isEcho && piece.length < left) return '';
    return this.#emit(isEcho ? this.#prefix.length : 0);
  }

  /** Ends the text. Returns held text, which was not a repetition. */
  end(): string {
    return this.#emit(0);
  }

  #emit(from: number): string {
    const text = this.#held.slice(from);
    this.#isOver = true;
    this.#held = '';
    return text;
  }
}

/**
 * The events of an answer without the repeated prefix that the messages may end with. A stream that fails within the
 * repetition yields no text.
 */
export async function* withoutEcho(
  events: AsyncIterable<ChatEvent>,
  messages: readonly ChatMessage[],
): AsyncGenerator<ChatEvent, void, undefined> {
  const prefix = prefixOf(messages);
  const thoughts = new PrefixEcho(prefix.thinking);
  const texts = new PrefixEcho(prefix.text);
  for await (const event of events) {
    if ('thinking' in event) {
      yield* thinkingEvent(thoughts.push(event.thinking));
      continue;
    }
    // Any other event ends the reasoning.
    yield* thinkingEvent(thoughts.end());
    yield* textEvent('text' in event ? texts.push(event.text) : texts.end());
    if ('end' in event || 'toolCall' in event) yield event;
  }
}

/** The requested prefix of the answer, with reasoning and text separate. */
function prefixOf(messages: readonly ChatMessage[]): { thinking: string; text: string } {
  const last = messages.at(-1);
  if (last?.role !== 'assistant' || !last.prefix) return { thinking: '', text: '' };
  const { content } = last;
  if (typeof content === 'string') return { thinking: '', text: content };
  const all = (type: 'thinking' | 'text'): string =>
    content.map((part) => (part.type === type ? part.text : '')).join('');
  return { thinking: all('thinking'), text: all('text') };
}

const thinkingEvent = (thinking: string): ChatEvent[] => (thinking === '' ? [] : [{ thinking }]);

const textEvent = (text: string): ChatEvent[] => (text === '' ? [] : [{ text }]);
