import { columnsOf } from '../../../base/indentation.ts';
import { opensBlock } from '../../../languages/blocks.ts';
import { onlyCloses } from '../../../languages/closers.ts';
import { isNumbers } from '../filters/restartedLine.ts';
import { mayCloseAbove } from '../ownBlocks.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Maximum number of lines above the cursor that an answer may repeat before it continues. */
const MAX_RESTATED = 8;

/**
 * The number of lines at the beginning of an answer that repeat the lines above the cursor, blank lines included;
 * undefined while more lines may turn out to be such a repetition.
 */
export function countRestatedLines(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): number | undefined {
  const own = lines.map((line, index) => ({ index, line, text: line.trim() })).filter(isFilled);
  const [first] = own;
  if (!first) return 0;
  const above = linesAbove(snapshot, first.index, 2 * MAX_RESTATED);
  const column = columnsOf(
    first.index === 0 ? snapshot.lineBefore : first.line,
    snapshot.indent.tabSize,
  );
  const typed = first.index === 0 ? snapshot.lineBefore.trim() : '';
  if (typed !== '') {
    const whole = (snapshot.lineBefore + (lines[0] ?? '')).trim();
    const isRepeat =
      whole === above.at(-1)?.text &&
      !onlyCloses(whole) &&
      !isNumbers(whole) &&
      above.at(-2)?.text !== whole;
    if (isRepeat) return lines.length;
  }
  for (let count = Math.min(MAX_RESTATED, above.length); count > 0; count -= 1) {
    const known = own.slice(0, count).map(({ text }) => text);
    const block = above.slice(above.length - count);
    if (!known.every((text, index) => text === block[index]?.text)) continue;
    if (
      block.every(({ text }) => isNumbers(text) || isRowOfNumbers(text)) ||
      isRun(above, count) ||
      isNested(block, column, snapshot)
    )
      continue;
    const next = own[count];
    const isClosing = block.every(({ text }) => onlyCloses(text));
    if (known.length < count || (!next && (typed !== '' || isClosing))) {
      if (isComplete) continue;
      return undefined;
    }
    if (isClosing && closesOther(block, next?.line ?? '', snapshot, column)) continue;
    // After lines above it, an answer repeats the typed text, too.
    if (next?.text.startsWith(typed) === false) continue;
    return next?.index ?? lines.length;
  }
  return 0;
}

/** Whether a line is a row of a matrix, which may be the same as the one above it: `{0, 0, 1},`. */
function isRowOfNumbers(line: string): boolean {
  return /^[[({][-+\d.,\s]*[\])}],?$/.test(line) && /\d/.test(line);
}

/** Whether the lines above already repeat each other, so that one more repetition is intended. */
function isRun(above: readonly LineAbove[], count: number): boolean {
  const block = above.slice(above.length - count);
  if (count > 1 && block.every(({ text }) => text === block[0]?.text)) return true;
  const before = above.slice(Math.max(0, above.length - 2 * count), above.length - count);
  return before.length === count && before.every(({ text }, index) => text === block[index]?.text);
}

/** Whether closers end other blocks than those above: the next line is not as deep as the cursor, or a block is open. */
function closesOther(
  block: readonly LineAbove[],
  next: string,
  snapshot: Snapshot,
  column: number,
): boolean {
  if (columnsOf(next, snapshot.indent.tabSize) !== column) return true;
  return column === 0 && mayCloseAbove(block[0]?.text ?? '', snapshot);
}

/** Whether an answer nests a tag or bracket in the same one above it: `<div>` in `<div>`, `{` in `{`. */
function isNested(block: readonly LineAbove[], column: number, snapshot: Snapshot): boolean {
  return block.every(
    ({ line, text }) =>
      columnsOf(line, snapshot.indent.tabSize) < column &&
      (/^[{[(]\W*$/.test(text) || (text.startsWith('<') && opensBlock(text, snapshot.syntax))),
  );
}

/** A line above the cursor, and its text without whitespace around it. */
interface LineAbove {
  readonly line: string;
  readonly text: string;
}

/** The last lines above the answer's first line, at index `first`, that are not blank. */
function linesAbove({ prefix, lineBefore }: Snapshot, first: number, count: number): LineAbove[] {
  const above: LineAbove[] = [];
  // An answer that begins with a line break is below the cursor's line.
  let end = first > 0 ? prefix.length : prefix.length - lineBefore.length - 1;
  while (end >= 0 && above.length < count) {
    const from = end === 0 ? 0 : prefix.lastIndexOf('\n', end - 1) + 1;
    const line = prefix.slice(from, end);
    if (line.trim() !== '') above.unshift({ line, text: line.trim() });
    end = from - 1;
  }
  return above;
}

function isFilled({ text }: { readonly text: string }): boolean {
  return text !== '';
}
