import type { Snapshot } from '../snapshot.ts';
import { blanksOf } from '../snapshot.ts';

/** Later lines are indented with the document's own unit; the first continues what is typed. */
export function fitIndentation(text: string, snapshot: Snapshot): string {
  const lines = text.split('\n');
  const isFirstTyped = snapshot.lineBefore !== '';
  const own = lines.slice(isFirstTyped ? 1 : 0).filter((line) => line.trim() !== '');
  const { unit } = snapshot.indent;
  const usesTabs = own.some((line) => blanksOf(line).includes('\t'));
  const usesSpaces = own.some((line) => line.startsWith('  '));
  if (unit === '\t' ? !usesSpaces : !usesTabs) return text;
  const width = unit === '\t' ? spaceUnit(own, snapshot.indent.tabSize) : snapshot.indent.tabSize;
  return lines
    .map((line, index) => (index === 0 && isFirstTyped ? line : reindent(line, unit, width)))
    .join('\n');
}

function reindent(line: string, unit: string, width: number): string {
  const blanks = blanksOf(line);
  if (unit !== '\t') return blanks.replaceAll('\t', unit) + line.slice(blanks.length);
  const columns = blanks.replaceAll('\t', ' '.repeat(width)).length;
  // What is left of a whole step aligns rather than indents, and stays spaces.
  return (
    '\t'.repeat(Math.floor(columns / width)) +
    ' '.repeat(columns % width) +
    line.slice(blanks.length)
  );
}

/** Spaces that make one step in these lines: the smallest indentation among them. */
function spaceUnit(lines: readonly string[], fallback: number): number {
  const widths = lines.map((line) => blanksOf(line).length).filter((width) => width > 1);
  const steps = new Set(widths.flatMap((a) => widths.map((b) => Math.abs(a - b))));
  const smallest = Math.min(...[...steps, ...widths].filter((step) => step > 1));
  return Number.isFinite(smallest) ? Math.min(smallest, 8) : fallback;
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
