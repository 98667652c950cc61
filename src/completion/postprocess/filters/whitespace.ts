import { columnsOf, leadingWhitespace, levelColumns } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove } from '../../snapshot.ts';

/**
 * Removes whitespace that the document already has: a space after a space, the line's indentation, an empty line after
 * an empty line. Keeps whitespace that the code needs.
 */
export function fixLeadingWhitespace(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  if (lineBefore.trim() === '') return onBlankLine(text, snapshot);
  return /[ \t]$/.test(lineBefore) ? text.replace(/^[ \t]+(?=\S)/, '') : text;
}

function onBlankLine(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - lineBefore.length);
  const isAfterEmpty = above === '' || /\n[ \t]*\n$/.test(above);
  const body = text.replace(/^(?:[ \t]*\n)+/, (empty) => {
    if (lineBefore !== '') return isShallower(text.slice(empty.length), snapshot) ? '\n' : '';
    return isAfterEmpty ? '' : mostEmptyLines(empty, snapshot);
  });
  if (lineBefore === '') return body;
  // The typed part of the indentation is removed, the missing part is kept.
  const missing = Math.max(
    0,
    expectedColumns(snapshot) - columnsOf(lineBefore, snapshot.indent.tabSize),
  );
  const whitespace = leadingWhitespace(body);
  // Binary search: the later the start, the fewer columns remain.
  let [from, enough] = [Math.max(0, whitespace.length - missing), whitespace.length];
  while (from < enough) {
    const middle = (from + enough) >> 1;
    if (columnsOf(whitespace.slice(middle), snapshot.indent.tabSize) > missing) from = middle + 1;
    else enough = middle;
  }
  return body.slice(from);
}

/** Whether a line is indented, but less than the cursor, so that it belongs below the cursor's line. */
function isShallower(line: string, { lineBefore, indent }: Snapshot): boolean {
  const columns = columnsOf(line, indent.tabSize);
  return columns > 0 && columns < columnsOf(lineBefore, indent.tabSize);
}

/** At most one empty line before the text; two in languages such as Python. */
function mostEmptyLines(empty: string, { syntax }: Snapshot): string {
  const breaks = empty.split('\n').length - 1;
  return '\n'.repeat(Math.min(breaks, syntax.isOffside ? 2 : 1));
}

/** Expected indentation, in columns, of a line below the one above the cursor. */
export function expectedColumns(snapshot: Snapshot): number {
  const above = lineAbove(snapshot);
  if (above === undefined) return 0;
  const step = levelColumns(snapshot.indent);
  return (
    columnsOf(above, snapshot.indent.tabSize) + (opensBlock(above, snapshot.syntax) ? step : 0)
  );
}

/** Removes trailing whitespace of lines and of the answer, but keeps a space before text right of the cursor. */
export function trimTrailingWhitespace(text: string, snapshot: Snapshot): string {
  const lines = text.split('\n');
  const isHard = snapshot.syntax.isProse; // In Markdown, two spaces at the end break the line.
  const trimmed = lines
    .map((line, index) => (index === lines.length - 1 || isHard ? line : line.trimEnd()))
    .join('\n');
  const last = trimmed.slice(trimmed.lastIndexOf('\n') + 1);
  const isTextRight = snapshot.lineAfter.trim() !== '';
  // Before text right of the cursor, a space is kept, and so is the line break after whole lines.
  const isKept =
    last.trim() === '' ? isTextRight && last !== trimmed : /^\S/.test(snapshot.lineAfter);
  const end = isKept ? trimmed : trimmed.trimEnd();
  return end.trim() === '' ? '' : end;
}
