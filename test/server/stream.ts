import type { Calling } from './protocol.ts';
import { below, hash, seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { tokenize } from './tokens.ts';

/** The content of an answer, as the input for a stream or JSON body. */
export interface Answer {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** The model as named in the request. */
  readonly model: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** The reasoning before the text, in streamed pieces. */
  readonly thinking: readonly string[];
  /** The text, in streamed pieces. */
  readonly pieces: readonly string[];
  /** Tool calls after the text. */
  readonly calling?: Calling | undefined;
  readonly finishReason: string;
  readonly usage: TokenUsage;
}

/** The content of a chunk: text, or a list of typed chunks with reasoning. */
export type Content = string | readonly object[] | null;

/** The token usage of an answer. */
interface TokenUsage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
  readonly service_tier: 'standard';
}

/** An event of a stream as the service sends it. Faults omit fields. */
export interface Chunk {
  readonly id?: string;
  readonly object: 'chat.completion.chunk';
  readonly created: number;
  readonly model?: string;
  readonly choices: readonly {
    readonly index: 0;
    readonly delta: {
      readonly role?: 'assistant';
      readonly content: Content;
      readonly tool_calls?: readonly object[];
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: TokenUsage | null;
  /** Random padding that hides token lengths from observers of packet sizes. */
  readonly p?: string;
}

/** The end of a stream: normal, a closed or reset connection, or none. */
export type Ending = 'end' | 'fin' | 'rst' | 'stall';

/** A step of a stream: an event, raw bytes, or the end. */
export type Step = Chunk | Buffer | Ending;

/** The last line of every stream. */
export const done = Buffer.from('data: [DONE]\n\n');

const paddingLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A chunk with this content. */
export function chunkOf(answer: Answer, content: Content, finish: string | null): Chunk {
  const { id, created, model } = answer;
  const choices = [{ index: 0 as const, delta: { content }, finish_reason: finish }];
  return { id, object: 'chat.completion.chunk', created, model, choices };
}

/**
 * The contents of the chunks: one list per piece of reasoning, then one list with the last, closing piece and the first
 * of the text, then strings.
 */
function* contents({ thinking, pieces }: Answer): Generator<Content> {
  const last = thinking.at(-1);
  if (last === undefined) return yield* pieces;
  const [first, ...others] = pieces;
  for (const thought of thinking.slice(0, -1)) yield [thinkingPiece(thought)];
  const text = first === undefined ? [] : [{ type: 'text', text: first }];
  yield [{ ...thinkingPiece(last), closed: true }, ...text];
  yield* others;
}

const thinkingPiece = (text: string): object => ({
  type: 'thinking',
  thinking: [{ type: 'text', text }],
});

/** A whole stream: the role, the pieces, the end with usage, and `[DONE]`. */
export function* steps(answer: Answer, random: Random): Generator<Step> {
  const { finishReason, usage } = answer;
  const padding = (): string => paddingLetters.slice(0, 1 + below(paddingLetters.length, random));
  const first = chunkOf(answer, '', null);
  yield {
    ...first,
    choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
  };
  for (const content of contents(answer)) {
    yield { ...chunkOf(answer, content, null), p: padding() };
  }
  const calls = callChunks(answer);
  for (const pieces of calls.slice(0, -1)) {
    yield { ...calling(answer, pieces, null), p: padding() };
  }
  yield { ...calling(answer, calls.at(-1) ?? [], finishReason), usage, p: padding() };
  yield done;
  yield 'end';
}

/** A chunk with tool calls, if there are any. */
function calling(answer: Answer, tool_calls: readonly object[], finish: string | null): Chunk {
  const chunk = chunkOf(answer, '', finish);
  if (tool_calls.length === 0) return chunk;
  const delta = { content: '', tool_calls };
  return { ...chunk, choices: [{ index: 0, delta, finish_reason: finish }] };
}

/** The calls in the last chunks of the answer. */
function callChunks(answer: Answer): readonly (readonly object[])[] {
  const calls = wholeCalls(answer);
  if (answer.calling?.form !== 'pieces') return [calls];
  const pieces = calls.flatMap(({ id, index, type, function: { name, arguments: text } }) => [
    [{ id, index, type, function: { name, arguments: '' } }],
    ...tokenize(text).map((piece) => [
      { id: 'null', index, function: { name: '', arguments: piece } },
    ]),
  ]);
  return [...pieces, []];
}

function wholeCalls({ id, calling: { calls } = { calls: [], form: 'whole' } }: Answer) {
  const random = seededRandom(hash(`${id} calls`));
  const letter = (): string => paddingLetters[below(paddingLetters.length, random)]!;
  return calls.map((call, index) => ({
    id: Array.from({ length: 9 }, letter).join(''),
    type: 'function' as const,
    index,
    function: call,
  }));
}

/** A chunk as a server-sent event. */
export function frame(chunk: Chunk): Buffer {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** The answer as the JSON body of a response without streaming. */
export function wholeAnswer(answer: Answer): unknown {
  const { id, created, model, thinking, pieces, usage, finishReason } = answer;
  const text = pieces.join('');
  const thoughts = { ...thinkingPiece(thinking.join('')), closed: true };
  const content = thinking.length === 0 ? text : [thoughts, { type: 'text', text }];
  const calls = wholeCalls(answer);
  const tool_calls = calls.length > 0 ? calls : null;
  const message = { role: 'assistant', content, tool_calls, prefix: false };
  const choices = [{ index: 0, message, finish_reason: finishReason }];
  return { id, object: 'chat.completion', model, usage, created, choices };
}

/**
 * Splits bytes at arbitrary positions, as networks do: within a character, within a line ending, or after several
 * events. Held-back bytes are sent with the next ones.
 */
export class RandomSplitter {
  readonly #random: Random;
  #held: Buffer = Buffer.alloc(0);

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds bytes. Returns the writes to send now. */
  push(bytes: Buffer): readonly Buffer[] {
    const all = Buffer.concat([this.#held, bytes]);
    const whim = this.#random();
    // Sends everything half of the time; otherwise holds back some or all bytes.
    const keep =
      whim < 0.5 ? 0 : whim < 0.8 ? below(Math.min(all.length, 8), this.#random) : all.length;
    this.#held = all.subarray(all.length - keep);
    return this.#cut(all.subarray(0, all.length - keep));
  }

  /** The bytes still held back. */
  flush(): readonly Buffer[] {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest.length > 0 ? [rest] : [];
  }

  #cut(bytes: Buffer): readonly Buffer[] {
    if (bytes.length === 0) return [];
    const middle = Math.floor(this.#random() * bytes.length);
    return middle === 0 ? [bytes] : [bytes.subarray(0, middle), bytes.subarray(middle)];
  }
}
