import { scanBrackets } from './range/scanBrackets.ts';
import type { StoppedAnswer } from './stop/applyStopRules.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * Truncates an answer to `maxLines` lines that are not blank, extended to the line where all round and square brackets
 * are closed. The rest becomes the next suggestion. Depends only on complete lines, so the result is the same however
 * the answer is split into chunks.
 */
export function truncateToLines(
  answer: StoppedAnswer,
  snapshot: Snapshot,
  maxLines: number,
): StoppedAnswer {
  const lines = answer.text.split('\n');
  if (lines.length <= maxLines || snapshot.syntax.isProse) return answer;
  const isInsideCall = linesInsideCalls(answer.text, snapshot);
  const lastFilled = lines.findLastIndex((line) => line.trim() !== '');
  let filled = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') filled += 1;
    if (filled < maxLines || index === lines.length - 1) continue;
    if (isInsideCall[index]) continue;
    // Only blank lines follow, so the answer is complete.
    if (lastFilled <= index) return answer;
    const text = lines.slice(0, index + 1).join('\n');
    return { text, isDecided: true, rule: 'line limit' };
  }
  return answer;
}

/** The lines of an unfinished answer that can be shown now. */
export function showableLines(answer: StoppedAnswer, snapshot: Snapshot): StoppedAnswer {
  const { text } = dropUnclosedTail(answer, snapshot);
  return { text: text.trimEnd(), isDecided: true, rule: 'line limit' };
}

/** Whether an unfinished answer opened a block in braces that it has not closed yet. */
export function hasOpenBlock({ text }: StoppedAnswer, { syntax }: Snapshot): boolean {
  let open = 0;
  scanBrackets(text, syntax, {}, (char, _, isOpening) => {
    if (char === '{') open += isOpening ? 1 : -1;
  });
  return open > 0;
}

/** Drops the lines of a call or list that is still open at the end of an incomplete answer. */
export function dropUnclosedTail(answer: StoppedAnswer, snapshot: Snapshot): StoppedAnswer {
  const lines = answer.text.split('\n');
  const kept = linesInsideCalls(answer.text, snapshot).lastIndexOf(false) + 1;
  return { ...answer, text: lines.slice(0, kept).join('\n') };
}

/** For each line, whether a call or list is open at its end. */
function linesInsideCalls(text: string, { syntax }: Snapshot): boolean[] {
  const isInsideCall: boolean[] = [];
  let open = 0;
  let end = text.indexOf('\n');
  const passLines = (until: number): void => {
    while (end >= 0 && end < until) {
      isInsideCall.push(open > 0);
      end = text.indexOf('\n', end + 1);
    }
  };
  scanBrackets(text, syntax, {}, (char, at, isOpening) => {
    passLines(at);
    if (char !== '{') open += isOpening ? 1 : -1;
  });
  passLines(text.length);
  return [...isInsideCall, open > 0];
}
