import {
  continuesBlock,
  continuesStatement,
  isDirective,
  mayHaveParts,
  onlyCloses,
  opensBlock,
} from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { columnsOf, linesBelow } from '../snapshot.ts';
import type { Answer, AnswerLine } from './lines.ts';
import { nextFilled } from './lines.ts';
import type { End } from './end.ts';

/** The block whose lines are being read. */
export interface Block {
  /** Columns at or left of which a line ends the block. */
  readonly floor: number;
  /** Brackets left open by the line that begins it; 0 where the document began it above the cursor. */
  readonly opened: number;
  /** Whether the document opened it, so that the document may close it as well. */
  readonly inDocument: boolean;
  /** The line that begins it. */
  readonly head: string;
}

/** Lines of a block, from `from` on, until one stands at or left of its floor and does not belong to it. */
export function endOfBody(answer: Answer, from: number, block: Block): End | undefined {
  const { lines, snapshot } = answer;
  let { opened } = block;
  let depth = opened;
  for (const [index, line] of lines.entries()) {
    if (index < from || line.isBlank) continue;
    depth += line.opened;
    if (line.inside !== undefined || isDirective(line.text, snapshot.language)) continue;
    const isClosed = opened > 0 ? depth <= 0 : depth < 0;
    if (line.columns > block.floor) {
      // `foo(a,⏎    b)`: the statement is whole when its last bracket closes.
      if (opened > 0 && isClosed) return { lines: index + 1, rule: 'block closed' };
      continue;
    }
    // `public:` or `out:` at the margin, while the brackets say that the block goes on.
    if (isLabel(line, snapshot) && (opened > 0 ? depth > 0 : depth === 0)) continue;
    if (line.columns < block.floor || !continuesBlock(line.text)) {
      return { lines: index, rule: 'block end' };
    }
    if (block.inDocument && isPart(line.text) && isPart(lineBelowAt(block.floor, snapshot))) {
      return { lines: index, rule: 'closed already' };
    }
    if (opensBlock(line.text, snapshot.language)) {
      // `} else {`, `) -> int:`: the next part begins.
      opened = Math.max(0, depth);
      depth = opened;
    } else if (isClosed || isWord(line.text)) {
      if (block.inDocument && isClosedBelow(line.text, block.floor, snapshot)) {
        return { lines: index, rule: 'closed already' };
      }
      const more = hasMoreParts(answer, index, block.head);
      if (more === undefined) return undefined;
      if (!more) return { lines: index + 1, rule: 'block closed' };
      opened = 0;
      depth = 0;
    }
  }
  return undefined;
}

function isLabel({ text }: AnswerLine, { language }: Snapshot): boolean {
  return language.lineComments[0] === '//' && /^\s*\w+:$/.test(text);
}

/** Whether `else`, `catch` or `finally` follows a closing brace on a line of its own; undefined while it is not said. */
export function hasMoreParts(answer: Answer, closing: number, head: string): boolean | undefined {
  if (answer.lines[closing]?.text.trim() !== '}' || !mayHaveParts(head)) return false;
  const next = answer.lines[nextFilled(answer, closing + 1)];
  return next && continuesStatement(next.text);
}

/** A line that closes by a word: `end`, `fi`, `</div>`. */
export function isWord(text: string): boolean {
  return onlyCloses(text) && /^\s*[\w<]/.test(text);
}

/** Whether the document closes the block below the cursor already. */
function isClosedBelow(closing: string, floor: number, snapshot: Snapshot): boolean {
  return lineBelowAt(floor, snapshot).startsWith(closing.trim().charAt(0));
}

/** What the document says where a block below the cursor ends, without blanks; empty where it ends further left. */
function lineBelowAt(floor: number, snapshot: Snapshot): string {
  const below = linesBelow(snapshot).find(
    (line) => line.trim() !== '' && columnsOf(line, snapshot.indent) <= floor,
  );
  return below === undefined || columnsOf(below, snapshot.indent) < floor ? '' : below.trim();
}

/** Whether a line begins another part of the statement above it: `else:`, `} catch (e) {`. */
function isPart(text: string): boolean {
  return /^\s*(?:\}\s*)?(?:else|elif|elsif|elseif|except|catch|finally|rescue|ensure)\b/.test(text);
}
