import { toLf } from './textEdit.ts';

/** The text of a file that comes closest to one that does not occur in it. */
export interface SimilarText {
  /** The first line, from 1. */
  readonly line: number;
  /** The lines as they are in the file. */
  readonly text: string;
  /** Whether only whitespace at the beginnings and ends of lines differs. */
  readonly differsOnlyInWhitespace: boolean;
}

/** Lines of the file that are compared. */
const MAX_LINES = 20_000;
/** Characters of a line that are compared. */
const MAX_COMPARED = 200;
/** Lines and characters of the result: enough to repeat the edit, and no more than an edit needs. */
const MAX_SHOWN_LINES = 40;
const MAX_SHOWN = 2_000;
/** Share of equal pairs of letters from which a line counts as similar. */
const MIN_SIMILARITY = 0.5;

/**
 * The place that an edit probably means: the lines that differ from it only in whitespace, or else those around the
 * line most similar to its longest line. Undefined if no line is similar. The time depends on the length of the file
 * only, and at most {@link MAX_LINES} lines are compared.
 */
export function similarText(text: string, oldText: string): SimilarText | undefined {
  const lines = toLf(text).split('\n').slice(0, MAX_LINES);
  const wanted = trimmedLines(oldText);
  if (wanted.length === 0) return undefined;
  const trimmed = lines.map((line) => line.trim());
  const equal = firstRun(trimmed, wanted);
  if (equal >= 0) return shown(lines, equal, wanted.length, true);
  const longest = wanted.reduce((best, line, at) => {
    return line.length > (wanted[best]?.length ?? 0) ? at : best;
  }, 0);
  const line = mostSimilar(trimmed, wanted[longest] ?? '');
  if (line === undefined) return undefined;
  return shown(lines, Math.max(0, line - longest), wanted.length, false);
}

/** The lines without surrounding whitespace and without blank lines at both ends. */
function trimmedLines(text: string): readonly string[] {
  const lines = toLf(text)
    .split('\n')
    .map((line) => line.trim());
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
}

/** The index of the first run of lines that equals the wanted ones; negative if there is none. Takes linear time. */
function firstRun(lines: readonly string[], wanted: readonly string[]): number {
  const borders: number[] = [0];
  const extend = (matched: number, line: string | undefined): number => {
    let length = matched;
    while (length > 0 && wanted[length] !== line) length = borders[length - 1] ?? 0;
    return wanted[length] === line ? length + 1 : length;
  };
  for (let at = 1; at < wanted.length; at++) {
    borders[at] = extend(borders[at - 1] ?? 0, wanted[at]);
  }
  let matched = 0;
  for (const [at, line] of lines.entries()) {
    matched = extend(matched, line);
    if (matched === wanted.length) return at + 1 - matched;
  }
  return -1;
}

/** The index of the line most similar to another one; undefined if none is similar enough. */
function mostSimilar(lines: readonly string[], wanted: string): number | undefined {
  const pairs = pairsOf(wanted);
  let best: number | undefined;
  let most = MIN_SIMILARITY;
  for (const [at, line] of lines.entries()) {
    const others = pairsOf(line);
    let common = 0;
    for (const pair of others) if (pairs.has(pair)) common++;
    const similarity = (2 * common) / (pairs.size + others.size);
    if (similarity > most) [best, most] = [at, similarity];
  }
  return best;
}

/** The pairs of adjacent characters of a line, as for the Sørensen–Dice coefficient. */
function pairsOf(line: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  const length = Math.min(line.length, MAX_COMPARED);
  for (let at = 1; at < length; at++) pairs.add(line.slice(at - 1, at + 1));
  return pairs;
}

function shown(
  lines: readonly string[],
  first: number,
  count: number,
  differsOnlyInWhitespace: boolean,
): SimilarText {
  const text = lines.slice(first, first + Math.min(count, MAX_SHOWN_LINES)).join('\n');
  return {
    line: first + 1,
    text: text.slice(0, MAX_SHOWN).toWellFormed(),
    differsOnlyInWhitespace,
  };
}
