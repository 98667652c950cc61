import type { Place } from './corpus.ts';

/** What follows a place, up to where it ends by itself. */
export interface Continuation {
  readonly text: string;
  /** It ends where the suffix begins. */
  readonly arrives: boolean;
}

/** What a continuation depends on besides its place. */
export interface Course {
  /** Tokens of the suffix's first line, without the blanks around them; none where it is blank. */
  readonly head: readonly string[];
  /** The blanks before them in the suffix, which the answer need not repeat. */
  readonly gap: string;
  /** It goes on for at least so many tokens, if the document does. */
  readonly minTokens: number;
  /** And for at most so many. */
  readonly maxTokens: number;
}

/** How a token changes the number of open brackets. */
function turn(token: string): number {
  if (/^ ?[([{]$/.test(token)) return 1;
  return /^ ?[)\]}]$/.test(token) ? -1 : 0;
}

/** Lines that go on with what the line above them opened, besides those that close a bracket. */
const goesOn = /^(else|elif|except|catch|finally)\b/;

/**
 * Reads on from a place, token by token, until the text arrives at the suffix with all its
 * brackets closed, or until the statement or block that was begun there is over.
 */
export function readOn({ document: { tokens }, at }: Place, course: Course): Continuation {
  const { head, gap, minTokens, maxTokens } = course;
  const block = new Block(tokens, at);
  const end = Math.min(tokens.length, at + maxTokens);
  const textTo = (next: number): string => tokens.slice(at, next).join('');
  let depth = 0;
  for (let next = at; next < end; next += 1) {
    const token = tokens[next]!;
    if (next - at >= minTokens) {
      const isClosed = turn(token) < 0 && token.trim() === head[0];
      if (depth === 0 && (isClosed || standsAt(tokens, next, head))) {
        return { text: withoutGap(textTo(next), gap), arrives: true };
      }
      if (token === '\n' && block.endsAt(next, depth))
        return { text: textTo(next), arrives: false };
    }
    depth += turn(token);
  }
  return { text: textTo(end), arrives: false };
}

/** The text without the blanks at its end that the suffix begins with. */
function withoutGap(text: string, gap: string): string {
  const trimmed = text.trimEnd();
  const blanks = text.slice(trimmed.length);
  return blanks.endsWith(gap) ? text.slice(0, text.length - gap.length) : trimmed;
}

/** Whether the suffix's first line stands at this token, blanks left out. */
function standsAt(tokens: readonly string[], at: number, head: readonly string[]): boolean {
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

/** The statement or block that is written at a place: everything at least as far right as its line. */
class Block {
  readonly #tokens: readonly string[];
  readonly #indent: number;
  /** Brackets that its first line opened before the place. */
  readonly #opened: number;
  /** Nothing stands before the place on its line: a whole statement begins there. */
  readonly #beginsLine: boolean;

  constructor(tokens: readonly string[], at: number) {
    this.#tokens = tokens;
    const line = tokens.slice(tokens.lastIndexOf('\n', at - 1) + 1, at);
    const before = line.join('');
    this.#beginsLine = before.trim() === '';
    this.#indent = /^\s*/.exec(before)![0].length;
    this.#opened = line.reduce((depth, token) => depth + turn(token), 0);
  }

  /** Whether the line end at `at` is the end of it all; `depth` is the number of brackets opened since. */
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
    return !this.#beginsLine && !goesOn.test(first.trim());
  }
}
