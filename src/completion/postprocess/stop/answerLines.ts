import { columnsOf } from '../../../base/indentation.ts';
import type { Brackets } from '../range/scanBrackets.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtLine } from '../range/scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';

/** A line of an answer in its document. */
export interface AnswerLine {
  /** The line as it will be in the document; the first one includes the text before the cursor. */
  readonly text: string;
  readonly isBlank: boolean;
  readonly columns: number;
  /** Number of brackets that the line opens minus those of earlier lines that it closes. */
  readonly opened: number;
  /** The closing token of the string or comment in which the line starts, if the answer opened it. */
  readonly inside?: string;
}

/** An answer as the stop rules read it. */
export interface AnswerText {
  readonly lines: readonly AnswerLine[];
  readonly snapshot: Snapshot;
  /** Whether a string or comment of the answer is still open after the last line. */
  readonly isOpen: boolean;
}

/**
 * Reads the lines of an answer. Until it is complete, an open string or comment may still be closed; in a complete
 * answer, an unclosed one is ignored.
 */
export function toAnswerText(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): AnswerText {
  const texts = lines.map((line, index) => (index === 0 ? snapshot.lineBefore + line : line));
  const read: AnswerLine[] = [];
  let state = stateAtLine(snapshot);
  // Inside a string or comment that the document opened, brackets of the answer mean nothing certain.
  let isOuter = state.inside !== undefined;
  let lastOutside = 0;
  for (const [index, text] of texts.entries()) {
    const scanned = scanBrackets(`${text}\n`, snapshot.syntax, state);
    const inside = isOuter ? undefined : state.inside;
    if (inside === undefined) lastOutside = index;
    const brackets = isOuter ? scanBrackets(text, snapshot.syntax) : scanned;
    read.push(lineOf(text, brackets, snapshot, inside));
    if (scanned.end.inside !== state.inside) isOuter = false;
    state = scanned.end;
  }
  const isOpen = !isOuter && state.inside !== undefined;
  if (!isOpen || !isComplete) return { lines: read, snapshot, isOpen };
  const plain = texts
    .slice(lastOutside + 1)
    .map((text) => lineOf(text, scanBrackets(text, snapshot.syntax), snapshot));
  return { lines: [...read.slice(0, lastOutside + 1), ...plain], snapshot, isOpen: false };
}

function lineOf(
  text: string,
  { open, unopened }: Brackets,
  { indent }: Snapshot,
  inside?: string,
): AnswerLine {
  return {
    text,
    isBlank: text.trim() === '',
    columns: columnsOf(text, indent.tabSize),
    opened: open.length - unopened.filter(({ char }) => /[)\]}]/.test(char)).length,
    ...(inside === undefined ? {} : { inside }),
  };
}

/** Index of the first line from `from` on that is not blank; -1 if there is none. */
export function nextFilled({ lines }: AnswerText, from: number): number {
  return lines.findIndex((line, index) => index >= from && !line.isBlank);
}

/**
 * Index of the last line of the string or comment that a line leaves open, or of the line itself if it leaves none
 * open; undefined while that line has not arrived.
 */
export function lastLineOfLiteral(
  { lines, isOpen }: AnswerText,
  index: number,
): number | undefined {
  let last = index;
  while (lines[last + 1]?.inside !== undefined) last += 1;
  return isOpen && last === lines.length - 1 ? undefined : last;
}

/** Whether a line starts within a multi-line comment. */
export function startsInBlockComment({ inside }: AnswerLine, { syntax }: Snapshot): boolean {
  return syntax.blockComments.some(([, close]) => close === inside);
}
