import { isBlank } from './blanks.ts';

/** An original line is looked for in so many of those that are not reached yet. */
const LOOKS_AHEAD = 100;
/** A line that was rewritten is looked for in so many. */
const LOOKS_AHEAD_FOR_LIKE = 10;
/** Two lines are much alike if so much of the longer one is the same at both ends. */
const LIKENESS = 0.6;
/** Of longer lines only so much is compared; in characters. */
const COMPARED = 200;

/**
 * A new text while it is written, with the part of the original below it that it has not reached yet, so that a
 * diff shows nothing as deleted before it is sure to go.
 *
 * The rule: each new line that is complete reaches the nearest of the next original lines that is the same, or else
 * one that is much like it; a line like no other is new, and reaches nothing. Lines without letters and digits,
 * such as `}`, are everywhere: they reach only the very next line.
 *
 * What a step costs depends on the lines that have come since the one before, not on the texts' lengths.
 */
export class GrowingText {
  readonly #original: string;
  readonly #lines: readonly string[];
  /** Where each original line begins, and where the last one ends. */
  readonly #starts: readonly number[];
  readonly #eol: string;
  #seen = '';
  #seenLines = 0;
  /** The original line that comes next. */
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

  /** The first line that differs from the original, counted from 0; undefined while none is seen. */
  get firstChange(): number | undefined {
    return this.#firstChange;
  }

  /** What to show for the new text so far, which has the document's line ends. */
  with(text: string): string {
    if (!text.startsWith(this.#seen)) this.#restart();
    let from = this.#seen.length;
    for (let end = this.#endOfLine(text, from); end >= 0; end = this.#endOfLine(text, from)) {
      this.#reachFor(text.slice(from, end));
      from = end + this.#eol.length;
    }
    this.#seen = text.slice(0, from);
    const rest = this.#original.slice(this.#starts[this.#reached] ?? this.#original.length);
    const isInLine = text.length > from && rest !== '';
    if (isInLine) this.#firstChange ??= this.#seenLines;
    return text + (isInLine ? this.#eol : '') + rest;
  }

  /** The text is another than before. */
  #restart(): void {
    this.#seen = '';
    this.#seenLines = 0;
    this.#reached = 0;
    this.#firstChange = undefined;
  }

  #endOfLine(text: string, from: number): number {
    return text.indexOf(this.#eol, from);
  }

  #reachFor(line: string): void {
    const found = this.#find(line);
    const isSame = found === this.#reached && this.#lines[found] === line;
    if (!isSame) this.#firstChange ??= this.#seenLines;
    if (found !== undefined) this.#reached = found + 1;
    this.#seenLines++;
  }

  #find(line: string): number | undefined {
    const isTelling = /[\p{L}\p{N}]/u.test(line);
    const same = this.#next(isTelling ? LOOKS_AHEAD : 1, (other) => other === line);
    if (same !== undefined || !isTelling) return same;
    return this.#next(LOOKS_AHEAD_FOR_LIKE, (other) => isLike(other, line));
  }

  #next(count: number, isIt: (line: string) => boolean): number | undefined {
    const end = Math.min(this.#reached + count, this.#lines.length);
    for (let at = this.#reached; at < end; at++) {
      if (isIt(this.#lines[at] ?? '')) return at;
    }
    return undefined;
  }
}

/** Whether one line may have been rewritten to the other. */
function isLike(one: string, other: string): boolean {
  if (isBlank(one) || isBlank(other)) return false;
  const [a, b] = [one.trim().slice(0, COMPARED), other.trim().slice(0, COMPARED)];
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  let head = 0;
  while (head < short && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < short - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return head + tail >= long * LIKENESS;
}
