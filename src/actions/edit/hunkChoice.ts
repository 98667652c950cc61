import type { Hunk } from './diffHunks.ts';

/** The original text with the given parts of its change, which must be in order. */
export function withHunks(original: string, hunks: readonly Hunk[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of hunks) {
    pieces.push(original.slice(at, start), text);
    at = end;
  }
  return [...pieces, original.slice(at)].join('');
}

/** The line of a part in the text that has the chosen parts, from 0, relative to the first line of the original. */
export function lineWithHunks(original: string, chosen: readonly Hunk[], hunk: Hunk): number {
  const before = chosen.filter(({ start }) => start < hunk.start);
  return before.reduce(
    (line, { start, end, text }) => line + lineEnds(text) - lineEnds(original.slice(start, end)),
    hunk.line,
  );
}

/** The first line in which two texts differ, from 0. */
export function firstDifferentLine(original: string, text: string): number {
  let [at, line] = [0, 0];
  while (at < original.length && original[at] === text[at]) {
    if (original[at] === '\n') line += 1;
    at += 1;
  }
  return line;
}

/**
 * The line for a note about a change, from 0: the shortest of the lines around the first changed one, so that the note
 * behind its text is in sight; of equal ones the first. `lengthOf` is the length of a line.
 */
export function noteLine(
  firstChange: number,
  lineCount: number,
  lengthOf: (line: number) => number,
): number {
  let best = Math.max(0, firstChange - 3);
  for (let line = best + 1; line < Math.min(lineCount, firstChange + 3); line++) {
    if (lengthOf(line) < lengthOf(best)) best = line;
  }
  return best;
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}
