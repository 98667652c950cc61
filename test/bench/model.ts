import { readOn } from '../server/continuation.ts';
import type { Random } from '../server/random.ts';
import { below, hash, seededRandom } from '../server/random.ts';
import { tokenise } from '../server/tokens.ts';
import type { Source } from './sources.ts';

/** How often a model errs. */
export interface Errors {
  /** Share of answers that go wrong within their first tokens. */
  readonly early: number;
  /** Share of later tokens at which the answer leaves the file. */
  readonly later: number;
}

/** What a model is asked. */
export interface Question {
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly stop?: readonly string[];
}

/** An early error comes with one of so many tokens. */
const EARLY_TOKENS = 4;
/** So many characters are read for an answer: more than the longest one has. */
const REACH = 4000;
/** No answer is longer, in tokens. */
const MOST_TOKENS = 256;

/**
 * A model that knows the file being typed and errs by a seed. It says what really follows, up to where the
 * statement or block that begins there is over.
 */
export class Model {
  readonly #source: Source;
  readonly #text: string;
  readonly #errors: Errors;
  readonly #seed: string;
  readonly #charactersPerToken: number;
  /** Where words begin. */
  readonly #words: readonly number[];
  /** Answers without limit or stop, by place: a policy's second look costs no time. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(source: Source, errors: Errors, seed: string) {
    this.#source = source;
    this.#text = source.head + source.typed + source.rest;
    this.#errors = errors;
    this.#seed = seed;
    this.#charactersPerToken = source.typed.length / tokenise(source.typed).length;
    this.#words = [...this.#text.matchAll(/(?<=\s)\w{2,}/g)].map(({ index }) => index);
  }

  /** Tokens of a prompt of this length, by the file's own characters a token: counting each took long. */
  tokensOf(characters: number): number {
    return Math.round(characters / this.#charactersPerToken);
  }

  /** The tokens of the answer to a question; the same ones every time. */
  answer({ prompt, suffix, maxTokens, stop = [] }: Question): readonly string[] {
    const at = this.placeOf(prompt);
    const key = `${at ?? prompt.slice(-200)}|${suffix.slice(0, 80)}`;
    let tokens = this.#known.get(key);
    if (!tokens) {
      const random = seededRandom(hash(`${this.#seed} ${this.#source.path} ${key}`));
      tokens = at === undefined ? this.#invented(random) : this.#remembered(at, suffix, random);
      this.#known.set(key, tokens);
    }
    return stopped(tokens.slice(0, maxTokens), stop);
  }

  /**
   * Where the prompt ends in the file, in characters; undefined where it is at no place of it. Its own
   * header and other files before the current one are no part of that.
   */
  placeOf(prompt: string): number | undefined {
    const header = [...prompt.matchAll(/(?:^|\n)\+{5} [^\n]*\n/g)].at(-1);
    const body = header ? prompt.slice(header.index + header[0].length) : prompt;
    const before = this.#source.head.length - body.length;
    const at = this.#text.indexOf(body, Math.max(0, before));
    const place = at + body.length;
    return at < 0 || place < this.#source.head.length ? undefined : place;
  }

  #remembered(at: number, suffix: string, random: Random): readonly string[] {
    const tokens = this.#readFrom(at, suffix);
    const wrongAt = this.#wrongAt(tokens.length, random);
    if (wrongAt === undefined) return tokens;
    return [...tokens.slice(0, wrongAt), ...this.#invented(random)].slice(0, MOST_TOKENS);
  }

  /** The token with which the answer goes wrong. */
  #wrongAt(count: number, random: Random): number | undefined {
    if (random() < this.#errors.early) return below(Math.min(EARLY_TOKENS, count), random);
    for (let token = EARLY_TOKENS; token < count; token += 1) {
      if (random() < this.#errors.later) return token;
    }
    return undefined;
  }

  /** Plausible text: what follows at some other place of the file. */
  #invented(random: Random): readonly string[] {
    return this.#readFrom(this.#words[below(this.#words.length, random)] ?? 0, '');
  }

  #readFrom(at: number, suffix: string): readonly string[] {
    const lineStart = this.#text.lastIndexOf('\n', at - 1) + 1;
    const before = tokenise(this.#text.slice(lineStart, at));
    const tokens = [...before, ...tokenise(this.#text.slice(at, at + REACH))];
    const line = suffix.trimStart().split('\n', 1)[0] ?? '';
    const { text } = readOn(
      { document: { path: this.#source.path, text: this.#text, tokens }, at: before.length },
      {
        head: tokenise(line.trim()).map((token) => token.trim()),
        gap: /^\s*/.exec(suffix)?.[0] ?? '',
        minTokens: 0,
        maxTokens: MOST_TOKENS,
      },
    );
    return tokenise(text);
  }
}

/** The tokens before the first stop sequence. */
function stopped(tokens: readonly string[], stop: readonly string[]): readonly string[] {
  const text = tokens.join('');
  const end = Math.min(...stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0));
  return end === Infinity ? tokens : tokenise(text.slice(0, end));
}
