import { columnsOf, leadingWhitespace, levelColumns } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import { onlyCloses } from '../../../languages/closers.ts';
import type { Snapshot } from '../../snapshot.ts';
import { expectedColumns } from './whitespace.ts';

/** Indents the lines in the style of the document, except the first one if it continues typed text. */
export function fixIndentation(text: string, snapshot: Snapshot): string {
  if (snapshot.indent.isGuess) return text;
  const lines = text.split('\n');
  const isFirstTyped = snapshot.lineBefore !== '';
  const own = lines.slice(isFirstTyped ? 1 : 0).filter((line) => line.trim() !== '');
  const { unit, tabSize } = snapshot.indent;
  const usesTabs = own.some((line) => leadingWhitespace(line).includes('\t'));
  const usesSpaces = own.some((line) => line.startsWith('  '));
  const inferred = inferredUnit(lines, snapshot);
  let width = tabSize;
  if (unit === '\t') {
    if (!usesSpaces) return text;
    width = inferred ?? spaceUnit(own, tabSize);
  } else if (!usesTabs) {
    const isOther = inferred !== undefined && inferred !== unit.length;
    if (!isOther || own.some((line) => leadingWhitespace(line).length % inferred !== 0))
      return text;
    width = inferred;
  }
  return lines
    .map((line, index) => (index === 0 && isFirstTyped ? line : reindent(line, unit, width)))
    .join('\n');
}

/** Number of spaces per level in the answer, if the level of its first indented line is known. */
function inferredUnit(lines: readonly string[], snapshot: Snapshot): number | undefined {
  const { lineBefore, indent, syntax } = snapshot;
  const step = levelColumns(indent);
  const at = lines.findIndex(
    (line, index) => line.startsWith('  ') && (index > 0 || lineBefore === ''),
  );
  const line = lines[at];
  if (line === undefined) return undefined;
  let level: number;
  if (at === 0) level = expectedColumns(snapshot) / step;
  else {
    const head = at === 1 ? lineBefore + (lines[0] ?? '') : '';
    if (!opensBlock(head, syntax) || /\($/.test(head.trimEnd())) return undefined;
    // Lists and labels that are not indented do not show the width of a level.
    if (columnsOf(line, indent.tabSize) <= columnsOf(lineBefore, indent.tabSize)) return undefined;
    level = columnsOf(lineBefore, indent.tabSize) / step + 1;
  }
  const unit = leadingWhitespace(line).length / level;
  // Lines that differ by the document's own unit are indented as it is, at another level than expected.
  const own = lines.filter((each) => each.trim() !== '');
  if (at === 0 && own.length > 1 && spaceUnit(own, unit) === step) return undefined;
  // The last line, if it closes what the first one opens, can't be indented deeper.
  const closing = lines.at(-1) ?? '';
  if (at > 0 && onlyCloses(closing) && leadingWhitespace(closing).length > unit * (level - 1))
    return undefined;
  return [2, 4, 8].includes(unit) ? unit : undefined;
}

function reindent(line: string, unit: string, width: number): string {
  const whitespace = leadingWhitespace(line);
  const columns = whitespace.replaceAll('\t', ' '.repeat(width)).length;
  // The remainder of a level aligns text, so it stays spaces.
  return (
    unit.repeat(Math.floor(columns / width)) +
    ' '.repeat(columns % width) +
    line.slice(whitespace.length)
  );
}

/** Number of spaces per level in these lines: the smallest difference in indentation. */
function spaceUnit(lines: readonly string[], fallback: number): number {
  const all = lines.map((line) => leadingWhitespace(line).length).filter((width) => width > 1);
  const widths = [...new Set(all)].sort((a, b) => a - b);
  let smallest = Infinity;
  for (const [index, width] of widths.entries()) {
    // The smallest difference is between neighbors, or the next but one where neighbors differ by 1.
    for (const other of [0, widths[index - 1] ?? 0, widths[index - 2] ?? 0]) {
      if (width - other > 1) smallest = Math.min(smallest, width - other);
    }
  }
  // Lines that all have the same indentation, deeper than one level, do not show its width.
  if (!Number.isFinite(smallest) || (widths.length === 1 && smallest > fallback)) return fallback;
  return Math.min(smallest, 8);
}
