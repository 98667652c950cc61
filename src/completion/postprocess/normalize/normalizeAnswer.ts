import { columnsOf, fromColumn, leadingWhitespace } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import { dropRepeatedPrefix } from '../filters/repeatedPrefix.ts';
import type { PostprocessStep } from '../filters/filters.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineBelow } from '../../snapshot.ts';
import { alignToCursor } from './baseIndentation.ts';
import { countRestatedLines } from './restatedLines.ts';
import { withTabs } from './tabIndentation.ts';

/** The lines of an answer as they would follow the cursor, and the rules that changed them. */
export interface NormalizedAnswer {
  readonly lines: readonly string[];
  readonly steps: readonly PostprocessStep[];
}

/**
 * Prepares the lines of an answer for the stop rules, which compare them with the document: removes lines that repeat
 * those above the cursor, removes what repeats the beginning of the cursor's line, and indents the other lines from the
 * cursor's column. Undefined while more lines are needed.
 */
export function normalizeAnswer(
  received: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): NormalizedAnswer | undefined {
  const restated = countRestatedLines(received, isComplete, snapshot);
  const lines = withTabs(received, isComplete, snapshot);
  if (restated === undefined || lines === undefined) return undefined;
  const fresh = withoutTypedIndentation(lines, restated, snapshot);
  const [first = '', ...others] = fresh;
  const untyped = first.trim() === '' ? first : dropRepeatedPrefix(first, snapshot);
  const added = untyped === first ? fresh : [untyped, ...others];
  const aligned = alignToCursor(added, isComplete, snapshot);
  if (aligned === undefined) return undefined;
  return {
    lines: aligned,
    steps: [
      ...(lines === received ? [] : [{ rule: 'tabs', text: lines.join('\n') }]),
      ...(restated > 0 ? [{ rule: 'line above', text: fresh.join('\n') }] : []),
      ...(added === fresh ? [] : [{ rule: 'repeated prefix', text: added.join('\n') }]),
      ...(aligned === added ? [] : [{ rule: 'indentation', text: aligned.join('\n') }]),
    ],
  };
}

/**
 * The lines from an index on, the first one without the indentation that is already typed. The same applies to an
 * answer that begins with a line break, since its next line is indented from column 0; a line that is indented less
 * than the cursor stays below it.
 */
function withoutTypedIndentation(
  lines: readonly string[],
  restated: number,
  snapshot: Snapshot,
): readonly string[] {
  const { lineBefore, indent } = snapshot;
  const first = lines.findIndex((line, index) => index >= restated && line.trim() !== '');
  const line = lines[first];
  if (line === undefined) return restated > 0 ? [] : lines;
  if (first === 0) return lines;
  if (lineBefore.trim() !== '') {
    // The line break after the typed text stays.
    if (restated === 0) return withBodyIndented(lines, first, snapshot);
    const begin = lines[0]?.trim() === '' ? [''] : [];
    return [...begin, ...lines.slice(restated)];
  }
  if (restated === 0 && lineBefore === '') return lines;
  const columns = columnsOf(line, indent.tabSize);
  if (restated === 0 && columns > 0 && columns < columnsOf(lineBefore, indent.tabSize))
    return lines;
  return [
    fromColumn(line, columnsOf(lineBefore, indent.tabSize), indent.tabSize),
    ...lines.slice(first + 1),
  ];
}

/** The line of a target and its prerequisites, but not of a variable. */
const MAKE_TARGET = /^[^\s#:=][^:=]*:(?:[^:=]|$)/;

/**
 * Indents the body of a block if the cursor is after the block's head and the answer starts with a line break and
 * unindented lines. The body ends at the first blank line.
 */
function withBodyIndented(
  lines: readonly string[],
  first: number,
  snapshot: Snapshot,
): readonly string[] {
  const { syntax, lineBefore, indent, languageId } = snapshot;
  const isHead =
    languageId === 'makefile'
      ? MAKE_TARGET.test(lineBefore)
      : syntax.isOffside && opensBlock(lineBefore, syntax);
  if (!isHead || lines[0]?.trim() !== '') return lines;
  const floor = columnsOf(lineBefore, indent.tabSize);
  const columns = columnsOf(lines[first] ?? '', indent.tabSize);
  // The document already has a body.
  if (columns > floor || columnsOf(lineBelow(snapshot) ?? '', indent.tabSize) > floor) return lines;
  const end = lines.findIndex((line, index) => index > first && line.trim() === '');
  const unit = languageId === 'makefile' ? '\t' : indent.unit;
  const missing = leadingWhitespace(lineBefore).slice(columns) + unit;
  return lines.map((line, index) =>
    index >= first && (end < 0 || index < end) ? missing + line : line,
  );
}
