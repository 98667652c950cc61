import {
  columnsOf,
  fromColumn,
  leadingWhitespace,
  levelColumns,
} from '../../../base/indentation.ts';
import { indentationFor } from '../range/closingIndentation.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtLine } from '../range/scanStates.ts';
import {
  continuesBlock,
  continuesExpression,
  isAccessLabel,
  isClause,
  isDirective,
  isLabel,
  opensBlock,
  opensTemplate,
} from '../../../languages/blocks.ts';
import { closesByWord, closingToken } from '../../../languages/closers.ts';
import { isClosedBelow } from '../closedBelow.ts';
import { isLeadingTrivia } from '../stop/statementEnd.ts';
import type { LanguageSyntax } from '../../../languages/syntaxPresets.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove, lineBelow } from '../../snapshot.ts';

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
  isAll: boolean,
  snapshot: Snapshot,
): readonly string[] | undefined {
  const { lineBefore, indent } = snapshot;
  if (lineBefore === '' || lineBefore.trim() !== '' || snapshot.syntax.isProse) return lines;
  const found = indentationOf(lines, isAll, snapshot);
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
  isAll: boolean,
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
  if (isLeadingTrivia(head, syntax)) return indentationBelowTrivia(lines, isAll, step, snapshot);
  if (columns > cursor + step && /[{([]\s*$/.test(head)) {
    const closing = closingColumns(lines, columns, indent.tabSize);
    if (closing === undefined && !isAll) return undefined;
    // The answer was written for a deeper place.
    if (closing !== undefined && closing > cursor && columns - closing === step)
      return { surplus: closing - cursor };
  }
  if (columns > cursor) return otherUnit(lines, isAll, columns - cursor, snapshot);
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
    if (!isAll) return undefined;
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
    if (!isAll) return undefined;
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
  isAll: boolean,
  step: number,
  { lineBefore, indent, syntax }: Snapshot,
): Indentation | 'same' | undefined {
  const isStatement = (line: string, index: number) =>
    index > 0 && line.trim() !== '' && !isLeadingTrivia(line, syntax);
  const at = lines.findIndex(isStatement);
  const head = lines[at];
  // The first line continues the cursor's, whatever the indentation of the others.
  if (head === undefined) return isAll || lines.length < 2 ? 'same' : undefined;
  const base = columnsOf(head, indent.tabSize);
  if (base >= columnsOf(lineBefore, indent.tabSize) || continuesBlock(head)) return 'same';
  const body = lines.find((line, index) => index > at && line.trim() !== '');
  if (body === undefined && !isAll) return undefined;
  return { base, unit: Math.max(0, columnsOf(body ?? '', indent.tabSize) - base) || step };
}

/**
 * The indentation of a block that begins and ends at the cursor's column, but has another number of spaces per level
 * than the document. Alignment, as in arguments, is not a level.
 */
function otherUnit(
  lines: readonly string[],
  isAll: boolean,
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
  if (end < 0) return isAll ? 'same' : undefined;
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

/** Languages whose blocks are marked by indentation alone, and in which any line may have a body. */
const NESTED = /^(?:haml|jade|pug|sass|slim|stylus)$/;

/**
 * Whether an indented line is further left than the line below the cursor, which would then belong to it: it is indented
 * as if the cursor were in the first column.
 */
function leavesNesting(columns: number, cursor: number, snapshot: Snapshot): boolean {
  const { languageId, indent } = snapshot;
  if (!NESTED.test(languageId) || columns === 0 || columns >= cursor) return false;
  const below = columnsOf(lineBelow(snapshot) ?? '', indent.tabSize);
  return columns < below && below <= cursor;
}

/** Whether the next line continues the expression of the first one, which closes nothing that it did not open. */
function continuesChain(head: string, next: string, { syntax }: Snapshot): boolean {
  const isDirective = /^\s*\.[A-Za-z_]\w*(?:\s|:|$)/.test(next);
  return (
    continuesExpression(next) && !isDirective && scanBrackets(head, syntax).unopened.length === 0
  );
}

/**
 * Whether the next line would leave the braces or the element around the cursor without closing them, although the
 * document closes them below: `{ █ }` + `a: 1,⏎b: 2`. `isNext` tells that it directly follows a whole statement.
 */
function leavesParent(head: string, next: string, isNext: boolean, snapshot: Snapshot): boolean {
  const { syntax, indent } = snapshot;
  const areElements = /^\s*<\w.*>\s*$/.test(head) && /^\s*<\w/.test(next);
  if (syntax.isOffside || !(areElements || isNext || /[;,]\s*$/.test(head))) return false;
  if (startsLiteral(head, syntax)) return false;
  if (isLabel(next, syntax) || isDirective(next, syntax) || isAccessLabel(next.trim()))
    return false;
  const opener = lineAround(snapshot);
  const closing = opener === undefined ? undefined : closingOf(opener, areElements);
  if (opener === undefined || closing === undefined) return false;
  const floor = columnsOf(opener, indent.tabSize);
  return columnsOf(next, indent.tabSize) <= floor && isClosedBelow(closing, floor, snapshot);
}

/** The line above the cursor whose body the cursor is in: the last one that is indented less. */
function lineAround({ prefix, lineBefore, indent }: Snapshot): string | undefined {
  const cursor = columnsOf(lineBefore, indent.tabSize);
  return prefix
    .slice(0, prefix.length - lineBefore.length)
    .split('\n')
    .findLast((line) => line.trim() !== '' && columnsOf(line, indent.tabSize) < cursor);
}

/** The head of a function where indentation marks the body, or of a directive in reStructuredText. */
const INDENTED_FUNCTION =
  /^\s*(?:(?:async|private|public|static)\s+)*(?:def|fn|func|iterator|macro|method|proc|template)\b.*[:=]\s*$|^\s*\.\.\s+[\w-]+::/;

/** The beginning of a definition, with its modifiers or attributes. */
const DEFINITION =
  /^\s*(?:@\w|#\[|if __name__\b|(?:(?:abstract|async|export|final|internal|private|protected|pub|public|static)\s+)*(?:class|def|enum|fn|fun|func|function|impl|interface|method|module|namespace|proc|struct|trait|type)\b)/;

/**
 * Index of the first line with this indentation that begins another definition after a blank line; the number of lines
 * if there is none.
 */
function nextDefinition(lines: readonly string[], columns: number, { indent }: Snapshot): number {
  const at = lines.findIndex(
    (line, index) =>
      index > 1 &&
      lines[index - 1]?.trim() === '' &&
      columnsOf(line, indent.tabSize) === columns &&
      DEFINITION.test(line),
  );
  return at < 0 ? lines.length : at;
}

/**
 * Whether the next line would leave the function around the cursor, whose body indentation marks.
 */
function leavesDefinition(head: string, next: string, snapshot: Snapshot): boolean {
  const { syntax, indent } = snapshot;
  const opener = lineAround(snapshot);
  if (!syntax.isOffside || opener === undefined || !INDENTED_FUNCTION.test(opener)) return false;
  const isOutside = columnsOf(next, indent.tabSize) <= columnsOf(opener, indent.tabSize);
  return isOutside && !DEFINITION.test(next) && !startsLiteral(head, syntax);
}

/** Whether a line begins a literal of several lines, such as a here-document, whose text may be in the first column. */
function startsLiteral(line: string, syntax: LanguageSyntax): boolean {
  return scanBrackets(`${line}\n`, syntax).end.inside !== undefined;
}

/** What closes the braces or, for elements, the element that a line opens; undefined if it opens none. */
function closingOf(opener: string, forElement: boolean): string | undefined {
  const element = /^\s*<(\w[\w.:-]*)/.exec(opener)?.[1];
  if (forElement) return element === undefined ? undefined : `</${element}>`;
  if (/\{\s*$/.test(opener)) return '}';
  return /\[\s*$/.test(opener) ? ']' : undefined;
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
