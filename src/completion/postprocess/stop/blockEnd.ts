import {
  continuesBlock,
  continuesStatement,
  isClause,
  isDirective,
  isLabel,
  mayHaveClauses,
  namedEnd,
  opensBlock,
  opensTemplate,
} from '../../../languages/blocks.ts';
import { columnsOf } from '../../../base/indentation.ts';
import { closesByWord, closingToken } from '../../../languages/closers.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineBelow } from '../../snapshot.ts';
import { isClosedBelow, lineBelowAt } from '../closedBelow.ts';
import type { AnswerText } from './answerLines.ts';
import { nextFilled } from './answerLines.ts';
import type { StopPoint } from './stopRule.ts';

/** The block whose lines are being read. */
export interface BlockContext {
  /** Indentation of the block's head in columns; a line that is indented no deeper ends the block. */
  readonly floor: number;
  /** Number of brackets that the head leaves open; 0 if the head is above the cursor. */
  readonly opened: number;
  /** Whether the document opens the block, so that the document may also close it. */
  readonly inDocument: boolean;
  /** The line that opens the block. */
  readonly head: string;
}

/** Reads the lines of a block from index `from` to the first one at or left of its floor that is not part of it. */
export function stopAtBlockEnd(
  answer: AnswerText,
  from: number,
  block: BlockContext,
): StopPoint | undefined {
  const { lines, snapshot } = answer;
  let { opened } = block;
  let depth = opened;
  const end = namedEnd(block.head);
  // In YAML and HTML, a template block adds no level.
  const isFlat = opensTemplate(block.head);
  for (const [index, line] of lines.entries()) {
    if (index < from || line.isBlank) continue;
    depth += line.opened;
    if (end !== undefined) {
      if (!line.text.trimStart().startsWith(end)) continue;
      return block.inDocument && lineBelowAt(block.floor, snapshot).startsWith(end)
        ? { lines: index, rule: 'closed already' }
        : { lines: index + 1, rule: 'block closed' };
    }
    if (line.inside !== undefined || isDirective(line.text, snapshot.syntax)) continue;
    const isClosed = opened > 0 ? depth <= 0 : depth < 0;
    if (line.columns > block.floor) {
      // `foo(a,⏎    b)`: the statement ends with its last closing bracket.
      if (opened > 0 && isClosed) return { lines: index + 1, rule: 'block closed' };
      continue;
    }
    // `public:` or `out:` in the first column, while the brackets show that the block continues.
    if (isLabel(line.text, snapshot.syntax) && (opened > 0 ? depth > 0 : depth === 0)) continue;
    if (isNextClause(answer, index)) continue;
    const below = lineBelowAt(block.floor, snapshot);
    if (isFlat && line.columns === block.floor && !continuesBlock(line.text)) {
      if (!block.inDocument || line.text.trim() !== below.trim()) continue;
      return { lines: index, rule: 'closed already' };
    }
    if (line.columns < block.floor || !continuesBlock(line.text)) {
      return { lines: index, rule: 'block end' };
    }
    if (block.inDocument && continuesAsBelow(line.text, below)) {
      return { lines: index, rule: 'closed already' };
    }
    if (opensBlock(line.text, snapshot.syntax)) {
      // `} else {`, `) -> int:`: the next part of the statement.
      opened = Math.max(0, depth);
      depth = opened;
    } else if (isClosed || closesByWord(line.text)) {
      if (block.inDocument && isClosedBelow(line.text, block.floor, snapshot)) {
        return { lines: index, rule: 'closed already' };
      }
      const more = hasMoreClauses(answer, index, block.head);
      if (more === undefined) return undefined;
      if (!more) return block.inDocument ? endOfOuter(answer, index, block.floor) : closedAt(index);
      opened = 0;
      depth = 0;
    }
  }
  return undefined;
}

/** Whether the document continues a block as a line of the answer does: with the same line, or with another clause. */
function continuesAsBelow(line: string, below: string): boolean {
  return line.trim() === below.trim() || (isClause(line) && isClause(below));
}

/** Whether a line begins the next clause of a function, which only a period ends: `f(1) -> a;` and `f(2) -> b.` in Erlang. */
function isNextClause({ lines, snapshot }: AnswerText, index: number): boolean {
  const before = lines.slice(0, index).findLast((line) => !line.isBlank);
  return snapshot.syntax.endsWithPeriod && before !== undefined && /;\s*$/.test(before.text);
}

function closedAt(index: number): StopPoint {
  return { lines: index + 1, rule: 'block closed' };
}

/**
 * The end of an answer that closes a block of the document at `index`, and then the blocks around it, as far as the
 * document closes none of them. Undefined until the next line arrives.
 */
function endOfOuter(answer: AnswerText, index: number, floor: number): StopPoint | undefined {
  const { lines, snapshot } = answer;
  let last = index;
  // At the end of the document, the next suggestion may close the others.
  if (lineBelow(snapshot) === undefined) return closedAt(index);
  for (
    let outer = openerOf(floor, snapshot);
    opensBlock(outer.text, snapshot.syntax);
    outer = openerOf(outer.columns, snapshot)
  ) {
    if (continuesBlock(lineBelowAt(outer.columns, snapshot))) break;
    const next = nextFilled(answer, last + 1);
    const line = lines[next];
    if (!line) return undefined;
    if (line.columns !== outer.columns || closingToken(line.text) === undefined) break;
    last = next;
  }
  return closedAt(last);
}

/** The line above the cursor that opens the body of a line with this indentation; columns -1 at the top level. */
export function openerOf(columns: number, { prefix, lineBefore, indent }: Snapshot) {
  const above = prefix.slice(0, prefix.length - lineBefore.length).split('\n');
  const at = above.findLastIndex(
    // Preprocessor directives start in the first column whatever surrounds them.
    (line) => line.trim() !== '' && !/^#\w/.test(line) && columnsOf(line, indent.tabSize) < columns,
  );
  const text = above[at];
  if (text === undefined) return { text: '', columns: -1 };
  // A line with only a brace belongs to the statement above it.
  return {
    text: text.trim() === '{' ? (above[at - 1] ?? '') : text,
    columns: columnsOf(text, indent.tabSize),
  };
}

/**
 * Whether `else`, `catch` or `finally` follows a line with only a closing brace; undefined until the next line arrives.
 */
export function hasMoreClauses(
  answer: AnswerText,
  closing: number,
  head: string,
): boolean | undefined {
  if (answer.lines[closing]?.text.trim() !== '}' || !mayHaveClauses(head)) return false;
  const next = answer.lines[nextFilled(answer, closing + 1)];
  return next && continuesStatement(next.text);
}
