import type { ChatEvent, ChatMessage } from './chat.ts';

/**
 * Takes a prefix off the beginning of a text that comes in pieces. A service that is given the
 * beginning of its answer repeats it, or does not: as long as what came might be the repetition it
 * is held back, and given out whole as soon as it turns out to be something else.
 */
export class PrefixEcho {
  readonly #prefix: string;
  #held = '';
  #isOver: boolean;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#isOver = prefix === '';
  }

  /** Takes the next piece; returns what of the text is new, maybe nothing. */
  push(piece: string): string {
    if (this.#isOver) return piece;
    this.#held += piece;
    if (this.#held.length < this.#prefix.length && this.#prefix.startsWith(this.#held)) return '';
    const isEcho = this.#held.startsWith(this.#prefix);
    return this.#giveOut(isEcho ? this.#prefix.length : 0);
  }

  /** The end of the text: returns what is still held, which was no repetition after all. */
  end(): string {
    return this.#giveOut(0);
  }

  #giveOut(from: number): string {
    const text = this.#held.slice(from);
    this.#isOver = true;
    this.#held = '';
    return text;
  }
}

/**
 * The events of an answer to these messages without the repetition of the prefix that they may end
 * with. A stream that fails within the repetition has said nothing new.
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
    // Whatever comes after thoughts ends them.
    yield* thinkingEvent(thoughts.end());
    yield* textEvent('text' in event ? texts.push(event.text) : texts.end());
    if ('end' in event || 'toolCall' in event) yield event;
  }
}

/** What the answer is asked to begin with, thoughts and text apart. */
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
