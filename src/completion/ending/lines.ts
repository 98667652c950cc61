import type { Brackets } from '../brackets.ts';
import { scanBrackets } from '../brackets.ts';
import { stateAtLine } from '../scanStates.ts';
import type { Snapshot } from '../snapshot.ts';
import { columnsOf } from '../snapshot.ts';

/** One line of an answer at its place. */
export interface AnswerLine {
  /** The line as it will stand in the document; the first one with what the cursor's line holds already. */
  readonly text: string;
  readonly isBlank: boolean;
  readonly columns: number;
  /** Brackets that the line leaves open, less those it closes for the lines before it. */
  readonly opened: number;
  /** The token that ends the string or comment in which the line begins, where the answer began it. */
  readonly inside?: string;
}

/** An answer as the rules of its end read it. */
export interface Answer {
  readonly lines: readonly AnswerLine[];
  readonly snapshot: Snapshot;
  /** Whether a string or comment that the answer began is still open after the last line. */
  readonly isOpen: boolean;
}

/**
 * Reads the lines of an answer. While it is not complete, a string or comment may still find its end; one
 * that never does says nothing of the lines after it.
 */
export function readAnswer(
  lines: readonly string[],
  isComplete: boolean,
  snapshot: Snapshot,
): Answer {
  const texts = lines.map((line, index) => (index === 0 ? snapshot.lineBefore + line : line));
  const read: AnswerLine[] = [];
  let state = stateAtLine(snapshot);
  // A string or comment that the document began: how the answer's lines read in it is anyone's guess.
  let isOuter = state.inside !== undefined;
  let lastOutside = 0;
  for (const [index, text] of texts.entries()) {
    const scanned = scanBrackets(`${text}\n`, snapshot.language, state);
    const inside = isOuter ? undefined : state.inside;
    if (inside === undefined) lastOutside = index;
    const brackets = isOuter ? scanBrackets(text, snapshot.language) : scanned;
    read.push(lineOf(text, brackets, snapshot, inside));
    if (scanned.end.inside !== state.inside) isOuter = false;
    state = scanned.end;
  }
  const isOpen = !isOuter && state.inside !== undefined;
  if (!isOpen || !isComplete) return { lines: read, snapshot, isOpen };
  const plain = texts
    .slice(lastOutside + 1)
    .map((text) => lineOf(text, scanBrackets(text, snapshot.language), snapshot));
  return { lines: [...read.slice(0, lastOutside + 1), ...plain], snapshot, isOpen: false };
}

function lineOf(
  text: string,
  { open, stray }: Brackets,
  { indent }: Snapshot,
  inside?: string,
): AnswerLine {
  return {
    text,
    isBlank: text.trim() === '',
    columns: columnsOf(text, indent),
    opened: open.length - stray.filter(({ char }) => /[)\]}]/.test(char)).length,
    ...(inside === undefined ? {} : { inside }),
  };
}

/** The index of the first line from `from` on that is not blank; -1 where there is none. */
export function nextFilled({ lines }: Answer, from: number): number {
  return lines.findIndex((line, index) => index >= from && !line.isBlank);
}

/**
 * The index of the last line of a string or comment that a line leaves open, the line's own where it leaves
 * none; undefined while that is not said.
 */
export function lastOfText({ lines, isOpen }: Answer, index: number): number | undefined {
  let last = index;
  while (lines[last + 1]?.inside !== undefined) last += 1;
  return isOpen && last === lines.length - 1 ? undefined : last;
}

/** Whether a line begins within a comment over lines. */
export function isInComment({ inside }: AnswerLine, { language }: Snapshot): boolean {
  return language.blockComments.some(([, close]) => close === inside);
}
