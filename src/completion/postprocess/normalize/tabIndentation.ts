import { leadingWhitespace } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Usual numbers of spaces per level. */
const WIDTHS: readonly number[] = [2, 4, 8];

/**
 * Indents an answer with tabs if the document uses them but the answer has spaces, so that the stop rules can compare
 * both. Undefined while the number of spaces per level is ambiguous.
 */
export function withTabs(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): readonly string[] | undefined {
  const { lineBefore, indent } = snapshot;
  const level = leadingWhitespace(lineBefore).length;
  if (indent.unit !== '\t' || indent.isGuess || level === 0) return lines;
  if (leadingWhitespace(lineBefore).includes(' ')) return lines;
  const widths = lines.map((line, index) => (index === 0 ? 0 : spacesOf(line)));
  const first = widths.findIndex((width) => width > 0);
  const spaces = widths[first];
  if (spaces === undefined || lines.slice(1, first).some((line) => line.trim() !== ''))
    return lines;
  // The width of a level if the line is one level deeper than the cursor's, and if it is as deep.
  const [ifDeeper, ifSame] = [spaces / (level + 1), spaces / level];
  let width: number | undefined;
  if (opensBlock(lineBefore + (lines[0] ?? ''), snapshot.syntax)) {
    // On an empty line, the answer may be indented from column 0: `alignToCursor` finds out by its closing line.
    if (lineBefore.trim() !== '') width = ifDeeper;
  } else if (!WIDTHS.includes(ifDeeper) || !WIDTHS.includes(ifSame)) {
    width = WIDTHS.includes(ifDeeper) ? ifDeeper : ifSame;
  } else {
    const other = widths.find((each, index) => index > first && each > 0 && each !== spaces);
    if (other === undefined && !isComplete) return undefined;
    width = Math.abs((other ?? 0) - spaces) === ifDeeper ? ifDeeper : ifSame;
  }
  if (width === undefined || !WIDTHS.includes(width)) return lines;
  return lines.map((line, index) => (index === 0 ? line : reindent(line, width)));
}

/** Number of spaces at the beginning of a line; 0 for a blank one, and for one with tabs. */
function spacesOf(line: string): number {
  const whitespace = leadingWhitespace(line);
  return whitespace.includes('\t') || line.trim() === '' ? 0 : whitespace.length;
}

function reindent(line: string, width: number): string {
  const spaces = spacesOf(line);
  // The remainder of a level aligns text, so it stays spaces.
  return '\t'.repeat(Math.floor(spaces / width)) + ' '.repeat(spaces % width) + line.slice(spaces);
}
