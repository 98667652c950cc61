/** The lines of a changed file that its diff shows, by their numbers in the new file, from 1. */
export type ShownLines = ReadonlyMap<number, string>;

/** The header of a hunk. Combined diffs, which have more signs, are not reviewed. */
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;
/** The width of the line numbers, in characters: files rarely have more than 99,999 lines. */
const NUMBER_WIDTH = 5;

/** A line of a diff: its number and text in the new file if it is part of it. */
interface DiffLine {
  readonly raw: string;
  /** Undefined outside of hunks and for removed lines. */
  readonly number?: number;
  readonly isInHunk: boolean;
}

/** A diff whose lines begin with their numbers in the new file: models count lines badly. */
export function numberedDiff(diff: string): string {
  const shown: string[] = [];
  for (const { raw, number, isInHunk } of linesOfDiff(diff)) {
    const prefix = `${String(number ?? '').padStart(NUMBER_WIDTH)} `;
    shown.push(isInHunk ? prefix + raw : raw);
  }
  return shown.join('\n');
}

/** The added lines and the context in a file's section of a diff. */
export function shownLines(section: string): ShownLines {
  const lines = new Map<number, string>();
  for (const { raw, number } of linesOfDiff(section)) {
    if (number !== undefined) lines.set(number, raw.slice(1).replace(/\r$/, ''));
  }
  return lines;
}

function* linesOfDiff(diff: string): Generator<DiffLine, void, undefined> {
  let next: number | undefined;
  for (const raw of diff.split('\n')) {
    const [, from] = HUNK.exec(raw) ?? [];
    const sign = raw[0] ?? '';
    if (from !== undefined) {
      next = Number(from);
      yield { raw, isInHunk: false };
    } else if (next === undefined || !'+- \\'.includes(sign) || sign === '') {
      // An empty line or another header ends the hunk.
      next = undefined;
      yield { raw, isInHunk: false };
    } else if (sign === '+' || sign === ' ') {
      yield { raw, number: next, isInHunk: true };
      next += 1;
    } else {
      yield { raw, isInHunk: true };
    }
  }
}
