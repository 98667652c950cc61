import type { Place } from './corpus.ts';

/** What follows a position, up to its natural end. */
export interface Continuation {
  readonly text: string;
  /** Whether it ends where the suffix starts. */
  readonly reachesSuffix: boolean;
}

/** What a continuation depends on besides its position. */
export interface ContinuationOptions {
  /** The tokens of the suffix's first line, trimmed; empty if the line is empty. */
  readonly head: readonly string[];
  /** The whitespace before them in the suffix, which the answer need not repeat. */
  readonly gap: string;
  /** The minimum length in tokens, if the document is long enough. */
  readonly minTokens: number;
  /** The maximum length in tokens. */
  readonly maxTokens: number;
}

/** How a token changes the number of open brackets. */
function turn(token: string): number {
  if (/^ ?[([{]$/.test(token)) return 1;
  return /^ ?[)\]}]$/.test(token) ? -1 : 0;
}

/** Lines that continue the block above them, besides those that close a bracket. */
const continues = /^(else|elif|except|catch|finally)\b/;

/**
 * Reads tokens from a position until the text reaches the suffix with all its brackets closed, or until the statement
 * or block that was started there ends.
 */
export function continueFrom(
  { document: { tokens }, at }: Place,
  course: ContinuationOptions,
): Continuation {
  const { head, gap, minTokens, maxTokens } = course;
  const block = new StatementRange(tokens, at);
  const end = Math.min(tokens.length, at + maxTokens);
  const textTo = (next: number): string => tokens.slice(at, next).join('');
  let depth = 0;
  for (let next = at; next < end; next += 1) {
    const token = tokens[next]!;
    if (next - at >= minTokens) {
      const isClosed = turn(token) < 0 && token.trim() === head[0];
      if (depth === 0 && (isClosed || suffixStartsAt(tokens, next, head))) {
        return { text: withoutGap(textTo(next), gap), reachesSuffix: true };
      }
      if (token === '\n' && block.endsAt(next, depth))
        return { text: textTo(next), reachesSuffix: false };
    }
    depth += turn(token);
  }
  return { text: textTo(end), reachesSuffix: false };
}

/** The text without trailing whitespace that the suffix starts with. */
function withoutGap(text: string, gap: string): string {
  const trimmed = text.trimEnd();
  const whitespace = text.slice(trimmed.length);
  return whitespace.endsWith(gap) ? text.slice(0, text.length - gap.length) : trimmed;
}

/** Whether the suffix's first line is at this token, ignoring whitespace. */
function suffixStartsAt(tokens: readonly string[], at: number, head: readonly string[]): boolean {
  let next = at;
  return (
    head.length > 0 &&
    head.every((word) => {
      if (next > at) while (isInlineBlank(tokens[next])) next += 1;
      return tokens[next++]?.trim() === word;
    })
  );
}

const isInlineBlank = (token: string | undefined): boolean =>
  token !== undefined && token !== '\n' && token.trim() === '';

/** The statement or block at a position: everything with at least the indentation of its line. */
class StatementRange {
  readonly #tokens: readonly string[];
  readonly #indent: number;
  /** Brackets that its first line opened before the position. */
  readonly #opened: number;
  /** Nothing precedes the position on its line: a whole statement starts there. */
  readonly #beginsLine: boolean;

  constructor(tokens: readonly string[], at: number) {
    this.#tokens = tokens;
    const line = tokens.slice(tokens.lastIndexOf('\n', at - 1) + 1, at);
    const before = line.join('');
    this.#beginsLine = before.trim() === '';
    this.#indent = /^\s*/.exec(before)![0].length;
    this.#opened = line.reduce((depth, token) => depth + turn(token), 0);
  }

  /** Whether the line end at `at` ends the continuation; `depth` is the number of brackets opened since its start. */
  endsAt(at: number, depth: number): boolean {
    let start = at;
    let lineEnds = 0;
    while (this.#tokens[start]?.trim() === '') {
      if (this.#tokens[start] === '\n') lineEnds += 1;
      start += 1;
    }
    const first = this.#tokens[start];
    if (first === undefined) return true;
    const before = this.#tokens[start - 1]!;
    const indent = (before === '\n' ? 0 : before.length) + first.search(/\S/);
    if (indent !== this.#indent) return indent < this.#indent;
    if (this.#opened + depth > 0) return false;
    if (lineEnds > 1) return true;
    return !this.#beginsLine && !continues.test(first.trim());
  }
}
