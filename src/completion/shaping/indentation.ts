import { onlyCloses, opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { blanksOf, columnsOf } from '../snapshot.ts';
import { expectedColumns } from './beginning.ts';

/** Later lines are indented with the document's own unit; the first continues what is typed. */
export function fitIndentation(text: string, snapshot: Snapshot): string {
  if (snapshot.indent.isGuess) return text;
  const lines = text.split('\n');
  const isFirstTyped = snapshot.lineBefore !== '';
  const own = lines.slice(isFirstTyped ? 1 : 0).filter((line) => line.trim() !== '');
  const { unit, tabSize } = snapshot.indent;
  const usesTabs = own.some((line) => blanksOf(line).includes('\t'));
  const usesSpaces = own.some((line) => line.startsWith('  '));
  const said = saidUnit(lines, snapshot);
  let width = tabSize;
  if (unit === '\t') {
    if (!usesSpaces) return text;
    width = said ?? spaceUnit(own, tabSize);
  } else if (!usesTabs) {
    const isOther = said !== undefined && said !== unit.length;
    if (!isOther || own.some((line) => blanksOf(line).length % said !== 0)) return text;
    width = said;
  }
  return lines
    .map((line, index) => (index === 0 && isFirstTyped ? line : reindent(line, unit, width)))
    .join('\n');
}

/** Blanks that the answer takes for one step, where its first indented line must be at a known level. */
function saidUnit(lines: readonly string[], snapshot: Snapshot): number | undefined {
  const { lineBefore, indent, language } = snapshot;
  const step = indent.unit === '\t' ? indent.tabSize : indent.unit.length;
  const at = lines.findIndex(
    (line, index) => line.startsWith('  ') && (index > 0 || lineBefore === ''),
  );
  const line = lines[at];
  if (line === undefined) return undefined;
  let level: number;
  if (at === 0) level = expectedColumns(snapshot) / step;
  else {
    const head = at === 1 ? lineBefore + (lines[0] ?? '') : '';
    if (!opensBlock(head, language) || /\($/.test(head.trimEnd())) return undefined;
    level = columnsOf(lineBefore, indent) / step + 1;
  }
  const unit = blanksOf(line).length / level;
  // A last line that closes what the first one opened stands no deeper than that.
  const closing = lines.at(-1) ?? '';
  if (at > 0 && onlyCloses(closing) && blanksOf(closing).length > unit * (level - 1))
    return undefined;
  return [2, 3, 4, 8].includes(unit) ? unit : undefined;
}

function reindent(line: string, unit: string, width: number): string {
  const blanks = blanksOf(line);
  const columns = blanks.replaceAll('\t', ' '.repeat(width)).length;
  // What is left of a whole step aligns rather than indents, and stays spaces.
  return (
    unit.repeat(Math.floor(columns / width)) +
    ' '.repeat(columns % width) +
    line.slice(blanks.length)
  );
}

/** Spaces that make one step in these lines: the smallest indentation among them. */
function spaceUnit(lines: readonly string[], fallback: number): number {
  const widths = lines.map((line) => blanksOf(line).length).filter((width) => width > 1);
  const steps = new Set(widths.flatMap((a) => widths.map((b) => Math.abs(a - b))));
  const smallest = Math.min(...[...steps, ...widths].filter((step) => step > 1));
  // Lines that are all alike and deeper than a step say nothing.
  if (!Number.isFinite(smallest) || (steps.size === 1 && smallest > fallback)) return fallback;
  return Math.min(smallest, 8);
}

/** Blanks at line ends and blank lines at the end go; a blank before text on the cursor's line stays. */
export function trimEnds(text: string, snapshot: Snapshot): string {
  const lines = text.split('\n');
  const isHard = snapshot.language.prose; // in Markdown two blanks break the line
  const trimmed = lines
    .map((line, index) => (index === lines.length - 1 || isHard ? line : line.trimEnd()))
    .join('\n');
  const isTextBehind = /^\S/.test(snapshot.lineAfter);
  const end = isTextBehind && !/\n[ \t]*$/.test(trimmed) ? trimmed : trimmed.trimEnd();
  return end.trim() === '' ? '' : end;
}
