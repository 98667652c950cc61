import type { TextChange } from './textChange.ts';
import { linesOf } from '../../../base/lines.ts';

/** Maximum number of old and of new lines in a hunk: those nearest to its last change. */
const MAX_LINES = 40;

/** Adjacent edited lines of a document. */
export interface EditHunk {
  /** Current first line and number of lines. */
  readonly line: number;
  readonly length: number;
  /** The lines before the edit; undefined if unknown. */
  readonly before: readonly string[] | undefined;
  /** Time of the last change, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/**
 * The hunks of a document after a change: those that it touches are merged with it, those below it move. `oldLine`
 * returns lines from before the change.
 */
export function hunksAfter(
  hunks: readonly EditHunk[],
  change: TextChange,
  oldLine: (line: number) => string | undefined,
  changedAt: number,
): EditHunk[] {
  const { startLine, endLine } = change;
  const added = linesOf(change.text).length - 1 - (endLine - startLine);
  const touches = (hunk: EditHunk) =>
    hunk.line <= endLine + 1 && hunk.line + hunk.length >= startLine;
  const touched = hunks.filter(touches).sort((a, b) => a.line - b.line);
  const from = Math.min(startLine, ...touched.map(({ line }) => line));
  const to = Math.max(endLine + 1, ...touched.map(({ line, length }) => line + length));
  const before = baseline(from, to, touched, oldLine);
  const merged: EditHunk = { line: from, length: to - from + added, before, changedAt };
  return [
    ...hunks
      .filter((hunk) => !touches(hunk))
      .map((hunk) => (hunk.line > endLine ? { ...hunk, line: hunk.line + added } : hunk)),
    isLong(merged) ? trimmed(merged, endLine + added) : merged,
  ];
}

/** The text of lines before their hunks. */
function baseline(
  from: number,
  to: number,
  hunks: readonly EditHunk[],
  oldLine: (line: number) => string | undefined,
): string[] | undefined {
  const found: string[] = [];
  let line = from;
  for (const hunk of [...hunks, { line: to, length: 0, before: [] }]) {
    if (hunk.line - line > MAX_LINES) return undefined;
    for (; line < hunk.line; line += 1) {
      const text = oldLine(line);
      if (text === undefined) return undefined;
      found.push(text);
    }
    if (!hunk.before) return undefined;
    found.push(...hunk.before);
    line = hunk.line + hunk.length;
  }
  return found;
}

function isLong({ length, before }: EditHunk): boolean {
  return length > MAX_LINES || (before?.length ?? 0) > MAX_LINES;
}

/** The lines up to the last change; the lines that they replaced are unknown. */
function trimmed({ line, length, changedAt }: EditHunk, end: number): EditHunk {
  const first = Math.max(line, Math.min(end + 1, line + length) - MAX_LINES);
  const kept = Math.min(MAX_LINES, line + length - first);
  return { line: first, length: kept, before: undefined, changedAt };
}
