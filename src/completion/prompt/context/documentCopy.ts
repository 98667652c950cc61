import type { LineSource } from '../../../base/lines.ts';
import type { TextChange } from './textChange.ts';
import { linesOf } from '../../../base/lines.ts';

/** Maximum number of copied lines, around the focus line. */
const MAX_LINES = 2000;
/** Maximum length of a copied line in characters; longer lines are generated. */
const MAX_LINE_LENGTH = 1000;

/**
 * Keeps a copy of lines, since a change event has the inserted text but not the deleted one. The strings are shared
 * with the editor, so a copy costs one reference per line.
 */
export class DocumentCopy {
  #first: number;
  #lines: (string | undefined)[];

  constructor(lines: LineSource, focusLine: number) {
    this.#first = Math.max(0, Math.min(focusLine - MAX_LINES / 2, lines.count - MAX_LINES));
    const length = Math.min(MAX_LINES, lines.count - this.#first);
    this.#lines = Array.from({ length }, (_, index) => known(lines.at(this.#first + index)));
  }

  /** The text of a line; undefined if it was not copied. */
  at(line: number): string | undefined {
    return this.#lines[line - this.#first];
  }

  /** Applies a change. */
  apply({ startLine, startColumn, endLine, endColumn, text }: TextChange): void {
    const inserted = linesOf(text);
    const last = this.#first + this.#lines.length - 1;
    if (startLine > last) return;
    if (endLine < this.#first) {
      this.#first += inserted.length - 1 - (endLine - startLine);
      return;
    }
    if (startLine < this.#first || endLine > last || inserted.length > MAX_LINES) {
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
    // Text inserted in the middle moves the last lines out of the copy.
    this.#lines.length = Math.min(this.#lines.length, 2 * MAX_LINES);
  }
}

function known(line: string): string | undefined {
  return line.length > MAX_LINE_LENGTH ? undefined : line;
}
