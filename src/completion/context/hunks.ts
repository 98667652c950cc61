import type { Change } from './change.ts';
import { linesOf } from './change.ts';

/** Lines of an edit that are kept, before and after it, at most: those next to its last change. */
const MOST_LINES = 40;

/** Lines of a document that were edited one after the other. */
export interface Hunk {
  /** Where it begins now, and how many lines it has now. */
  readonly line: number;
  readonly length: number;
  /** The lines that stood there before; undefined where nobody knows. */
  readonly before: readonly string[] | undefined;
  /** When it was last changed, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The hunks of a document after a change: those it touches become one with it, those below move.
 * `lineBefore` reads lines as they were before the change.
 */
export function hunksAfter(
  hunks: readonly Hunk[],
  change: Change,
  lineBefore: (line: number) => string | undefined,
  at: number,
): Hunk[] {
  const { startLine, endLine } = change;
  const added = linesOf(change.text).length - 1 - (endLine - startLine);
  const touches = (hunk: Hunk) => hunk.line <= endLine + 1 && hunk.line + hunk.length >= startLine;
  const touched = hunks.filter(touches).sort((a, b) => a.line - b.line);
  const from = Math.min(startLine, ...touched.map(({ line }) => line));
  const to = Math.max(endLine + 1, ...touched.map(({ line, length }) => line + length));
  const before = baseline(from, to, touched, lineBefore);
  const grown: Hunk = { line: from, length: to - from + added, before, at };
  return [
    ...hunks
      .filter((hunk) => !touches(hunk))
      .map((hunk) => (hunk.line > endLine ? { ...hunk, line: hunk.line + added } : hunk)),
    isLong(grown) ? trimmed(grown, endLine + added) : grown,
  ];
}

/** What stood in some lines before their hunks were made. */
function baseline(
  from: number,
  to: number,
  hunks: readonly Hunk[],
  lineBefore: (line: number) => string | undefined,
): string[] | undefined {
  const found: string[] = [];
  let line = from;
  for (const hunk of [...hunks, { line: to, length: 0, before: [] }]) {
    if (hunk.line - line > MOST_LINES) return undefined;
    for (; line < hunk.line; line += 1) {
      const text = lineBefore(line);
      if (text === undefined) return undefined;
      found.push(text);
    }
    if (!hunk.before) return undefined;
    found.push(...hunk.before);
    line = hunk.line + hunk.length;
  }
  return found;
}

function isLong({ length, before }: Hunk): boolean {
  return length > MOST_LINES || (before?.length ?? 0) > MOST_LINES;
}

/** The lines that end with the last change; what they replaced can no longer be told apart. */
function trimmed({ line, length, at }: Hunk, end: number): Hunk {
  const first = Math.max(line, Math.min(end + 1, line + length) - MOST_LINES);
  const kept = Math.min(MOST_LINES, line + length - first);
  return { line: first, length: kept, before: undefined, at };
}
