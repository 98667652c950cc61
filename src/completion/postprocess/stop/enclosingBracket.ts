import { continuesBlock, expectsContinuation, opensBlock } from '../../../languages/blocks.ts';
import { closesByWord, closesSame } from '../../../languages/closers.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtCursor, stateAtLine } from '../range/scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { AnswerText } from './answerLines.ts';
import { lastLineOfLiteral, nextFilled } from './answerLines.ts';
import type { StopPoint } from './stopRule.ts';

/** Brackets, a block or a string that the document opens left of the cursor and closes right of it: `<ul>█</ul>`. */
interface Enclosure {
  /**
   * Number of brackets of the cursor's line that are not closed right of the cursor; negative infinity for a block or
   * a string, which no bracket closes.
   */
  readonly depth: number;
  /** Whether it is a string that may have several lines. */
  readonly isString?: true;
  /** The end of the block right of the cursor: `</ul>`, `{/each}`, `end`. */
  readonly closer?: string;
}

/** Quotes of strings that may have several lines, in every language that uses them. */
const MULTILINE_QUOTE = /^(?:"{3}|'{3}|`|'{2}|\]=*\])$/;

/** The brackets, the block or the string around the cursor; undefined if the line closes none right of it. */
function enclosureAt(snapshot: Snapshot): Enclosure | undefined {
  const { lineBefore, lineAfter } = snapshot;
  if (closesByWord(lineAfter)) return { depth: -Infinity, closer: lineAfter };
  const closers = /^[\s)\]}]*/.exec(lineAfter)?.[0].replace(/\s/g, '').length ?? 0;
  const state = stateAtLine(snapshot);
  const { open, end } = scanBrackets(lineBefore, snapshot.syntax, state);
  if (end.inside !== undefined) {
    const isString = MULTILINE_QUOTE.test(end.inside) && lineAfter.startsWith(end.inside);
    return isString ? { depth: -Infinity, isString } : undefined;
  }
  if (closers === 0 || open.length === 0) return undefined;
  return { depth: Math.max(0, open.length - closers) };
}

/**
 * The end of an answer between brackets or tags: the line that closes them, or the first line if nothing shows that
 * it continues.
 */
export function stopAtEnclosingBracket(answer: AnswerText): StopPoint | undefined {
  const { lines, snapshot } = answer;
  const [head] = lines;
  if (!head) return undefined;
  const enclosure = enclosureAt(snapshot);
  if (enclosure?.isString) return endOfString(answer);
  if (enclosure === undefined || head.opened <= enclosure.depth) {
    const last = lastLineOfLiteral(answer, 0);
    return last === undefined ? undefined : { lines: last + 1, rule: 'line' };
  }
  const isMore =
    lines[1]?.inside !== undefined ||
    /[,\s]$/.test(head.text) ||
    head.text === snapshot.lineBefore ||
    opensBlock(head.text, snapshot.syntax) ||
    expectsContinuation(head.text, snapshot.syntax);
  const next = lines[nextFilled(answer, 1)];
  if (!next) return undefined;
  if (!isMore && next.columns <= head.columns && !continuesBlock(next.text)) {
    return { lines: 1, rule: 'line' };
  }
  let depth = head.opened;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.isBlank) continue;
    depth += line.opened;
    if (line.inside !== undefined && depth > enclosure.depth) continue;
    const isCloser = enclosure.closer !== undefined && closesSame(line.text, enclosure.closer);
    if (depth <= enclosure.depth || (isCloser && line.columns <= head.columns)) {
      // `b),` closes one call, and the next argument of the outer one follows.
      return { lines: index + 1, rule: 'block closed' };
    }
    if (line.columns < head.columns) return { lines: index, rule: 'block end' };
    // The content of an element may be as deep as its tags.
    const isBody = enclosure.closer !== undefined || continuesBlock(line.text);
    if (line.columns === head.columns && !isBody) return { lines: index, rule: 'block end' };
  }
  return undefined;
}

/** The end of the string around the cursor; undefined if the answer does not close it, since the document does. */
function endOfString({ lines, snapshot }: AnswerText): StopPoint | undefined {
  const text = lines.map((line) => line.text).join('\n');
  const added = text.slice(snapshot.lineBefore.length);
  const { unopened } = scanBrackets(added, snapshot.syntax, stateAtCursor(snapshot));
  const [end] = unopened;
  return end && { lines: added.slice(0, end.at).split('\n').length, rule: 'block closed' };
}
