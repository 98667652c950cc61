/** Maximum number of characters of a result with lines of code. */
const MAX_CHARACTERS = 20_000;
/** Longer lines are truncated, in characters. */
const MAX_LINE = 300;

/** A line of a file that is part of a result. */
export interface FoundLine {
  /** Relative to the workspace. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines of files as text, with their numbers. */
export interface LinesText {
  readonly text: string;
  /** The number of lines in it. */
  readonly count: number;
  /** The number of files that they are in. */
  readonly files: number;
}

/** Lists lines below the paths of their files, each with its number, up to 20,000 characters. */
export function matchedLines(found: readonly FoundLine[]): LinesText {
  const lines: string[] = [];
  let [room, count, files] = [MAX_CHARACTERS, 0, 0];
  let last: string | undefined;
  for (const { path, line, text } of found) {
    const shown = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
    const next = [...(path === last ? [] : [path]), `  ${line}: ${shown.trimEnd()}`];
    room -= next.reduce((sum, each) => sum + each.length + 1, 0);
    if (room < 0 && count > 0) break;
    lines.push(...next);
    count += 1;
    if (path !== last) files += 1;
    last = path;
  }
  return { text: lines.join('\n'), count, files };
}

/** A text line by line, without line ends; lines that don't exist are empty. */
export class TextLines {
  readonly #lines: readonly string[];

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  /** A line by its number from 1. */
  at(line: number): string {
    return this.#lines[line - 1]?.trimEnd() ?? '';
  }

  /**
   * The place of a name: on the given line, else on the nearest of the five lines above and below. Undefined if it is
   * on none of them. `column` is zero-based.
   */
  placeOf(
    name: string,
    line: number,
  ): { readonly line: number; readonly column: number } | undefined {
    const near = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5].map((offset) => line + offset);
    for (const each of near) {
      const column = this.at(each).indexOf(name);
      if (column !== -1 && each >= 1) return { line: each, column };
    }
    return undefined;
  }
}
