import {
  continuesChain,
  leavesDefinition,
  leavesNesting,
  leavesParent,
  nextDefinition,
} from './leavesBlock.ts';
import {
  columnsOf,
  fromColumn,
  leadingWhitespace,
  levelColumns,
} from '../../../base/indentation.ts';
import { indentationFor } from '../range/closingIndentation.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtLine } from '../range/scanStates.ts';
import { continuesBlock, isClause, opensBlock, opensTemplate } from '../../../languages/blocks.ts';
import { closesByWord, closingToken } from '../../../languages/closers.ts';
import { isLeadingTrivia } from '../stop/statementEnd.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove } from '../../snapshot.ts';

/**
 * How an answer is indented: as if the cursor were at `base` columns, with `unit` spaces per level after the first
 * `kept` columns, up to the line at index `end`; or by `surplus` columns too deep.
 */
type Indentation =
  | { readonly base: number; readonly unit: number; readonly kept?: number; readonly end?: number }
  | { readonly surplus: number };

/**
 * Indents the lines after the first one as the document does. The head of a block is on the cursor's line, so its body
 * must be deeper than the cursor: otherwise, the answer was indented from column 0, or with fewer spaces per level.
 * Undefined while the lines are ambiguous.
 */
export function alignToCursor(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): readonly string[] | undefined {
  const { lineBefore, indent } = snapshot;
  if (lineBefore === '' || lineBefore.trim() !== '' || snapshot.syntax.isProse) return lines;
  const found = indentationOf(lines, isComplete, snapshot);
  if (found === undefined) return undefined;
  if (found === 'same') return lines;
  const [first = '', ...rest] = lines;
  if ('surplus' in found) {
    return [first, ...rest.map((line) => fromColumn(line, found.surplus, indent.tabSize))];
  }
  const { base, unit, kept = 0, end = lines.length } = found;
  const missing = fromColumn(lineBefore, base, indent.tabSize);
  return [
    first,
    ...rest.map((line, index) =>
      index + 1 >= end || leadingWhitespace(line).length < kept || line.trim() === ''
        ? line
        : missing + withUnit(line.slice(kept), unit, snapshot),
    ),
  ];
}

/** The indentation of an answer; `same` if it is that of the document. */
function indentationOf(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): Indentation | 'same' | undefined {
  const { lineBefore, indent, syntax } = snapshot;
  const head = lineBefore + (lines[0] ?? '');
  const at = lines.findIndex((line, index) => index > 0 && line.trim() !== '');
  const body = lines[at];
  if (head.trim() === '' || body === undefined) return 'same';
  // In the block that it closes, `} else {` will be indented less than the cursor is.
  const cursor = columnsOf(indentationFor(lines[0] ?? '', snapshot), indent.tabSize);
  const columns = columnsOf(body, indent.tabSize);
  const step = levelColumns(indent);
  if (isLeadingTrivia(head, syntax))
    return indentationBelowTrivia(lines, isComplete, step, snapshot);
  if (columns > cursor + step && /[{([]\s*$/.test(head)) {
    const closing = closingColumns(lines, columns, indent.tabSize);
    if (closing === undefined && !isComplete) return undefined;
    // The answer was written for a deeper place.
    if (closing !== undefined && closing > cursor && columns - closing === step)
      return { surplus: closing - cursor };
  }
  if (columns > cursor) return otherUnit(lines, isComplete, columns - cursor, snapshot);
  // A line with only a brace is indented like its head.
  if (body.trim() === '{') return columns < cursor ? { base: columns, unit: step } : 'same';
  // At the cursor's column, a `case` may belong to the head.
  const isPart =
    columns < cursor ? isClause(body) || closingToken(body) !== undefined : continuesBlock(body);
  if (isPart) return closesHead(head, body, snapshot) ? { base: columns, unit: step } : 'same';
  // Between the last statement of a block and the code after the block is a blank line or a closing one.
  const isNext = at === 1 && !hasDeeperBody(head, true, columns > 0, snapshot);
  const isOutside =
    columns < cursor &&
    (continuesChain(head, body, snapshot) ||
      leavesParent(head, body, isNext, snapshot) ||
      (isNext && leavesDefinition(head, body, snapshot)));
  if (isOutside)
    return { base: columns, unit: step, end: nextDefinition(lines, columns, snapshot) };
  if (leavesNesting(columns, cursor, snapshot)) return { base: 0, unit: step };
  if (syntax.isKeyValue && columns === 2 && columns < cursor && /^\s*- \S+:/.test(head)) {
    // The list may be in the first column of the answer, or an outer key follows.
    if (lines.some((line) => line.startsWith('- '))) return { base: 0, unit: step };
    if (!isComplete) return undefined;
  }
  if (!hasDeeperBody(head, columns < cursor, columns > 0, snapshot)) return 'same';
  const level = cursor / step;
  const unit = columns / (level + 1);
  const isUnit = unit === 2 || unit === 4 || (unit === 1 && indent.unit === '\t');
  const asWritten = { base: cursor, unit };
  if (syntax.isOffside || syntax.isKeyValue) {
    const base = Math.max(0, columns - step);
    return unit === 1 && isUnit ? asWritten : { base, unit: columns - base || step };
  }
  // The closing line has the indentation that the answer intends for the head.
  const closers = lines.slice(at + 1).filter((line) => closingToken(line) !== undefined);
  const closing = closers.find((line) => columnsOf(line, indent.tabSize) < columns);
  if (closing === undefined) {
    if (!isComplete) return undefined;
    if (closers.some((line) => columnsOf(line, indent.tabSize) === columns)) return 'same';
    const base = Math.max(0, columns - step);
    return { base, unit: columns - base || step };
  }
  const base = columnsOf(closing, indent.tabSize);
  return isUnit && base === unit * level ? asWritten : { base, unit: columns - base || step };
}

/** Whether the next line closes the block, still without a body, that the first one opens. */
function closesHead(head: string, next: string, { syntax }: Snapshot): boolean {
  const token = closingToken(next);
  if (token === undefined || isClause(next) || !opensBlock(head, syntax)) return false;
  const bracket = scanBrackets(head, syntax).open.at(-1)?.char;
  return bracket === undefined
    ? closesByWord(next)
    : '([{'.indexOf(bracket) === ')]}'.indexOf(token);
}

/** The indentation of the line that closes a body, in columns; -1 if another line ends it, undefined until it ends. */
function closingColumns(
  lines: readonly string[],
  columns: number,
  tabSize: number,
): number | undefined {
  const closing = lines.find(
    (line, index) => index > 0 && line.trim() !== '' && columnsOf(line, tabSize) < columns,
  );
  if (closing === undefined) return undefined;
  return closingToken(closing) === undefined ? -1 : columnsOf(closing, tabSize);
}

/**
 * The indentation of an answer that begins with comments, decorators or attributes: that of the statement below them,
 * if the cursor is deeper.
 */
function indentationBelowTrivia(
  lines: readonly string[],
  isComplete: boolean,
  step: number,
  { lineBefore, indent, syntax }: Snapshot,
): Indentation | 'same' | undefined {
  const isStatement = (line: string, index: number) =>
    index > 0 && line.trim() !== '' && !isLeadingTrivia(line, syntax);
  const at = lines.findIndex(isStatement);
  const head = lines[at];
  // The first line continues the cursor's, whatever the indentation of the others.
  if (head === undefined) return isComplete || lines.length < 2 ? 'same' : undefined;
  const base = columnsOf(head, indent.tabSize);
  if (base >= columnsOf(lineBefore, indent.tabSize) || continuesBlock(head)) return 'same';
  const body = lines.find((line, index) => index > at && line.trim() !== '');
  if (body === undefined && !isComplete) return undefined;
  return { base, unit: Math.max(0, columnsOf(body ?? '', indent.tabSize) - base) || step };
}

/**
 * The indentation of a block that begins and ends at the cursor's column, but has another number of spaces per level
 * than the document. Alignment, as in arguments, is not a level.
 */
function otherUnit(
  lines: readonly string[],
  isComplete: boolean,
  unit: number,
  snapshot: Snapshot,
): Indentation | 'same' | undefined {
  const { lineBefore, indent, syntax } = snapshot;
  const width = indent.unit.length;
  const isOther = unit !== width && [2, 4, 8].includes(unit);
  if (indent.isGuess || indent.unit === '\t' || !isOther || !/[{:]\s*$/.test(lines[0] ?? ''))
    return 'same';
  // Levels of the document that are wider than those of the answer must be seen, not only detected: a few lines may all
  // be two levels deep.
  const above = lineAbove(snapshot) ?? '';
  const level = lineBefore.length - leadingWhitespace(above).length;
  if (unit < width && !(level === width && opensBlock(above, syntax))) return 'same';
  const end = lines.findIndex(
    (line, index) =>
      index > 0 && leadingWhitespace(line) === lineBefore && closingToken(line) !== undefined,
  );
  if (end < 0) return isComplete ? 'same' : undefined;
  const kept = lineBefore.length;
  const isWhole = lines.slice(1, end).every((line) => {
    const columns = leadingWhitespace(line).length - kept;
    return line.trim() === '' || (columns >= 0 && columns % unit === 0);
  });
  return isWhole ? { base: 0, unit, kept } : 'same';
}

/**
 * Whether the lines below a head are deeper than it. What follows a colon may be a list or the statement of a label,
 * which many people do not indent.
 */
function hasDeeperBody(
  head: string,
  isShallower: boolean,
  isIndented: boolean,
  snapshot: Snapshot,
): boolean {
  const { syntax } = snapshot;
  if (scanBrackets(head, syntax, stateAtLine(snapshot)).open.length > 0) return true;
  // An empty key may be followed by a key of an outer level.
  if (/:\s*$/.test(head))
    return syntax.isOffside || (isShallower && (!syntax.isKeyValue || isIndented));
  // In YAML and HTML, a template block adds no level.
  if (!isShallower && opensTemplate(head)) return false;
  // `let f x =`
  return opensBlock(head, syntax) || (/\s=\s*$/.test(head) && !syntax.isKeyValue);
}

/** A line with its indentation, `unit` spaces per level, in the style of the document. */
function withUnit(line: string, unit: number, { indent }: Snapshot): string {
  const whitespace = leadingWhitespace(line);
  if (whitespace.includes('\t')) return line;
  return (
    indent.unit.repeat(Math.floor(whitespace.length / unit)) +
    ' '.repeat(whitespace.length % unit) +
    line.slice(whitespace.length)
  );
}
