import { continueFrom } from '../server/continuation.ts';
import type { Random } from '../server/random.ts';
import { below, hash, seededRandom } from '../server/random.ts';
import { tokenize } from '../server/tokens.ts';
import type { Source } from './sources.ts';

/** How often a model makes errors. */
export interface Errors {
  /** The share of answers with an error within their first tokens. */
  readonly early: number;
  /** The share of later tokens at which the answer diverges from the file. */
  readonly later: number;
}

/** A request to the model. */
export interface Question {
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly stop?: readonly string[];
}

/** An early error occurs within this number of tokens. */
const EARLY_TOKENS = 4;
/** The number of characters read for an answer: more than the longest one has. */
const REACH = 4000;
/** The maximum length of an answer, in tokens. */
const MAX_TOKENS = 256;

/**
 * A model that knows the file being typed and makes errors determined by a seed. It returns the actual text up to the
 * end of the statement or block that starts there.
 */
export class Model {
  readonly #source: Source;
  readonly #text: string;
  readonly #errors: Errors;
  readonly #seed: string;
  readonly #charactersPerToken: number;
  /** The starts of words. */
  readonly #words: readonly number[];
  /** Complete answers by position, cached so that a policy's second request takes no time. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(source: Source, errors: Errors, seed: string) {
    this.#source = source;
    this.#text = source.head + source.typed + source.rest;
    this.#errors = errors;
    this.#seed = seed;
    this.#charactersPerToken = source.typed.length / tokenize(source.typed).length;
    this.#words = [...this.#text.matchAll(/(?<=\s)\w{2,}/g)].map(({ index }) => index);
  }

  /** The estimated tokens of a prompt of this length, by the file's average: counting each prompt took too long. */
  tokensOf(characters: number): number {
    return Math.round(characters / this.#charactersPerToken);
  }

  /** The tokens of the answer to a request. Deterministic. */
  answer({ prompt, suffix, maxTokens, stop = [] }: Question): readonly string[] {
    const at = this.placeOf(prompt);
    const key = `${at ?? prompt.slice(-200)}|${suffix.slice(0, 80)}`;
    let tokens = this.#known.get(key);
    if (!tokens) {
      const random = seededRandom(hash(`${this.#seed} ${this.#source.path} ${key}`));
      tokens = at === undefined ? this.#invented(random) : this.#textWithErrors(at, suffix, random);
      this.#known.set(key, tokens);
    }
    return stopped(tokens.slice(0, maxTokens), stop);
  }

  /**
   * The offset in the file at which the prompt ends; undefined if the prompt is not in the file. The file's header
   * and other files before it do not count.
   */
  placeOf(prompt: string): number | undefined {
    const header = [...prompt.matchAll(/(?:^|\n)\+{5} [^\n]*\n/g)].at(-1);
    const body = header ? prompt.slice(header.index + header[0].length) : prompt;
    const before = this.#source.head.length - body.length;
    const at = this.#text.indexOf(body, Math.max(0, before));
    const place = at + body.length;
    return at < 0 || place < this.#source.head.length ? undefined : place;
  }

  #textWithErrors(at: number, suffix: string, random: Random): readonly string[] {
    const tokens = this.#readFrom(at, suffix);
    const wrongAt = this.#wrongAt(tokens.length, random);
    if (wrongAt === undefined) return tokens;
    return [...tokens.slice(0, wrongAt), ...this.#invented(random)].slice(0, MAX_TOKENS);
  }

  /** The index of the token with the error. */
  #wrongAt(count: number, random: Random): number | undefined {
    if (random() < this.#errors.early) return below(Math.min(EARLY_TOKENS, count), random);
    for (let token = EARLY_TOKENS; token < count; token += 1) {
      if (random() < this.#errors.later) return token;
    }
    return undefined;
  }

  /** Plausible text: what follows at another position in the file. */
  #invented(random: Random): readonly string[] {
    return this.#readFrom(this.#words[below(this.#words.length, random)] ?? 0, '');
  }

  #readFrom(at: number, suffix: string): readonly string[] {
    const lineStart = this.#text.lastIndexOf('\n', at - 1) + 1;
    const before = tokenize(this.#text.slice(lineStart, at));
    const tokens = [...before, ...tokenize(this.#text.slice(at, at + REACH))];
    const line = suffix.trimStart().split('\n', 1)[0] ?? '';
    const { text } = continueFrom(
      { document: { path: this.#source.path, text: this.#text, tokens }, at: before.length },
      {
        head: tokenize(line.trim()).map((token) => token.trim()),
        gap: /^\s*/.exec(suffix)?.[0] ?? '',
        minTokens: 0,
        maxTokens: MAX_TOKENS,
      },
    );
    return tokenize(text);
  }
}

/** The tokens before the first stop sequence. */
function stopped(tokens: readonly string[], stop: readonly string[]): readonly string[] {
  const text = tokens.join('');
  const end = Math.min(...stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0));
  return end === Infinity ? tokens : tokenize(text.slice(0, end));
}
