import type { Lines } from '../snapshot.ts';
import type { Change } from './change.ts';
import { linesOf } from './change.ts';

/** Lines of a document that are remembered, at most: those around the place that matters. */
const MOST_LINES = 2000;
/** Longer lines, in characters, are written by programs; they count as not known. */
const MOST_OF_LINE = 1000;

/**
 * Remembers lines as they were, because a change of a document says what came and not what went. The
 * editor hands out the lines it holds itself, so that keeping them costs a reference each.
 */
export class LineCopy {
  #first: number;
  #lines: (string | undefined)[];

  constructor(lines: Lines, near: number) {
    this.#first = Math.max(0, Math.min(near - MOST_LINES / 2, lines.count - MOST_LINES));
    const length = Math.min(MOST_LINES, lines.count - this.#first);
    this.#lines = Array.from({ length }, (_, index) => known(lines.at(this.#first + index)));
  }

  /** A line as it is; undefined where it is not known. */
  at(line: number): string | undefined {
    return this.#lines[line - this.#first];
  }

  /** Follows a change. */
  apply({ startLine, startColumn, endLine, endColumn, text }: Change): void {
    const inserted = linesOf(text);
    const last = this.#first + this.#lines.length - 1;
    if (startLine > last) return;
    if (endLine < this.#first) {
      this.#first += inserted.length - 1 - (endLine - startLine);
      return;
    }
    if (startLine < this.#first || endLine > last || inserted.length > MOST_LINES) {
      this.#lines = [];
      return;
    }
    const head = this.at(startLine)?.slice(0, startColumn);
    const tail = this.at(endLine)?.slice(endColumn);
    const end = inserted.length - 1;
    const now = inserted.map((piece, index) => {
      const before = index === 0 ? head : '';
      const after = index === end ? tail : '';
      return before === undefined || after === undefined
        ? undefined
        : known(before + piece + after);
    });
    this.#lines.splice(startLine - this.#first, endLine - startLine + 1, ...now);
    // What was typed in the middle pushes the far end out.
    this.#lines.length = Math.min(this.#lines.length, 2 * MOST_LINES);
  }
}

function known(line: string): string | undefined {
  return line.length > MOST_OF_LINE ? undefined : line;
}
