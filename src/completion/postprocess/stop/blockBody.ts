import {
  continuesBlock,
  continuesStatement,
  isClause,
  isDirective,
  isLabel,
  mayHaveClauses,
  namedEnd,
  opensBlock,
} from '../../../languages/blocks.ts';
import { closesByWord } from '../../../languages/closers.ts';
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
  for (const [index, line] of lines.entries()) {
    if (index < from || line.isBlank) continue;
    depth += line.opened;
    if (end !== undefined) {
      if (!line.text.trimStart().startsWith(end)) continue;
      return block.inDocument && lineBelowAt(block.floor, snapshot).startsWith(end)
        ? { lines: index, rule: 'closed already' }
        : { lines: index + 1, rule: 'block closed' };
    }
    if (line.inside !== undefined || isDirective(line.text, snapshot.language)) continue;
    const isClosed = opened > 0 ? depth <= 0 : depth < 0;
    if (line.columns > block.floor) {
      // `foo(a,⏎    b)`: the statement ends with its last closing bracket.
      if (opened > 0 && isClosed) return { lines: index + 1, rule: 'block closed' };
      continue;
    }
    // `public:` or `out:` in the first column, while the brackets show that the block continues.
    if (isLabel(line.text, snapshot.language) && (opened > 0 ? depth > 0 : depth === 0)) continue;
    if (line.columns < block.floor || !continuesBlock(line.text)) {
      return { lines: index, rule: 'block end' };
    }
    if (block.inDocument && isClause(line.text) && isClause(lineBelowAt(block.floor, snapshot))) {
      return { lines: index, rule: 'closed already' };
    }
    if (opensBlock(line.text, snapshot.language)) {
      // `} else {`, `) -> int:`: the next part of the statement.
      opened = Math.max(0, depth);
      depth = opened;
    } else if (isClosed || closesByWord(line.text)) {
      if (block.inDocument && isClosedBelow(line.text, block.floor, snapshot)) {
        return { lines: index, rule: 'closed already' };
      }
      const more = hasMoreClauses(answer, index, block.head);
      if (more === undefined) return undefined;
      if (!more) return { lines: index + 1, rule: 'block closed' };
      opened = 0;
      depth = 0;
    }
  }
  return undefined;
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
