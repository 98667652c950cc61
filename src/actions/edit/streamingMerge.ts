import { isBlank } from '../../base/indentation.ts';

/** Original lines ahead that are searched for an equal line. */
const LOOKAHEAD_LINES = 100;
/** Original lines ahead that are searched for a similar line. */
const SIMILAR_LOOKAHEAD_LINES = 10;
/** The share of the longer line that two similar lines have in common at both ends. */
const MIN_SIMILARITY = 0.6;
/** Characters of a line that are compared. */
const MAX_COMPARED_LENGTH = 200;
/** New lines that one step compares, which takes about 10 ms. The next step continues. */
const MAX_STEP_LINES = 5_000;

/**
 * Combines a streaming text with the part of the original that it has not reached yet, so that a diff does not show code
 * as deleted too early.
 *
 * Each complete new line reaches the nearest following original line that is equal, or else one that is similar. A line
 * without a match is new. Lines without letters and digits, such as `}`, are common: they match only the next line.
 *
 * The cost of a step depends on the lines added since the last step, up to a limit, not on the length of the texts.
 */
export class StreamingMerge {
  readonly #original: string;
  readonly #lines: readonly string[];
  /** The offset of each original line, and of the end. */
  readonly #starts: readonly number[];
  readonly #eol: string;
  #seen = '';
  #seenLines = 0;
  /** The index of the next original line. */
  #reached = 0;
  #firstChange: number | undefined;

  /** `eol` is the line end of the document. */
  constructor(original: string, eol: string) {
    this.#original = original;
    this.#lines = original.split(eol);
    this.#eol = eol;
    const starts = [0];
    for (const line of this.#lines) starts.push((starts.at(-1) ?? 0) + line.length + eol.length);
    this.#starts = starts;
  }

  /** The index of the first changed line; undefined if there is none yet. */
  get firstChange(): number | undefined {
    return this.#firstChange;
  }

  /** Merges the new text received so far, with the document's line ends, with the part of the original that it has not reached. */
  merge(textSoFar: string): string {
    if (!textSoFar.startsWith(this.#seen)) this.#restart();
    let from = this.#seen.length;
    let end = textSoFar.indexOf(this.#eol, from);
    for (let count = 0; end >= 0 && count < MAX_STEP_LINES; count++) {
      this.#advance(textSoFar.slice(from, end));
      from = end + this.#eol.length;
      end = textSoFar.indexOf(this.#eol, from);
    }
    this.#seen = textSoFar.slice(0, from);
    const remainder = this.#original.slice(this.#starts[this.#reached] ?? this.#original.length);
    const isInLine = textSoFar !== '' && !textSoFar.endsWith(this.#eol) && remainder !== '';
    if (isInLine && end < 0) this.#firstChange ??= this.#seenLines;
    return textSoFar + (isInLine ? this.#eol : '') + remainder;
  }

  /** Starts over: the text is not a continuation. */
  #restart(): void {
    this.#seen = '';
    this.#seenLines = 0;
    this.#reached = 0;
    this.#firstChange = undefined;
  }

  #advance(line: string): void {
    const found = this.#find(line);
    const isSame = found === this.#reached && this.#lines[found] === line;
    if (!isSame) this.#firstChange ??= this.#seenLines;
    if (found !== undefined) this.#reached = found + 1;
    this.#seenLines++;
  }

  #find(line: string): number | undefined {
    const isSignificant = /[\p{L}\p{N}]/u.test(line);
    const same = this.#next(isSignificant ? LOOKAHEAD_LINES : 1, (other) => other === line);
    if (same !== undefined || !isSignificant) return same;
    return this.#next(SIMILAR_LOOKAHEAD_LINES, (other) => isSimilar(other, line));
  }

  #next(count: number, isIt: (line: string) => boolean): number | undefined {
    const end = Math.min(this.#reached + count, this.#lines.length);
    for (let at = this.#reached; at < end; at++) {
      if (isIt(this.#lines[at] ?? '')) return at;
    }
    return undefined;
  }
}

/** Whether one line may be a rewritten form of the other. */
function isSimilar(one: string, other: string): boolean {
  if (isBlank(one) || isBlank(other)) return false;
  const [a, b] = [
    one.trim().slice(0, MAX_COMPARED_LENGTH),
    other.trim().slice(0, MAX_COMPARED_LENGTH),
  ];
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  let head = 0;
  while (head < short && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < short - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return head + tail >= long * MIN_SIMILARITY;
}
