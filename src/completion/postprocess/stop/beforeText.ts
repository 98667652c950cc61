import type { AnswerText } from './answerLines.ts';
import type { StopPoint } from './stopRule.ts';

/** Minimum length of the text right of the cursor for a longer line to count as a repetition of it. */
const MIN_TEXT = 3;

/** Whether the cursor is in the indentation of a line that has text. */
export function isBeforeText({
  lineBefore,
  lineAfter,
}: {
  readonly lineBefore: string;
  readonly lineAfter: string;
}): boolean {
  return lineBefore.trim() === '' && /^\s*(?!<\/)(?:[^\s)\]},;]|;+\s*\w)/.test(lineAfter);
}

/**
 * The end of an answer before the text of a line. Whole lines are inserted if the answer then repeats that text or ends
 * with a line break; the line break is kept, so that no lines are joined.
 */
export function stopBeforeText(
  { lines, snapshot }: AnswerText,
  isComplete: boolean,
): StopPoint | undefined {
  const rest = squeezed(snapshot.lineAfter);
  const first = squeezed(lines[0]?.text ?? '');
  if (first.endsWith(rest)) return { lines: 1, rule: 'line' };
  const tail = snapshot.lineBefore;
  const cursor = lines[0]?.columns ?? 0;
  for (const [index, { text, isBlank, columns }] of lines.entries()) {
    if (index === 0 || isBlank) continue;
    const line = squeezed(text);
    const isRest = line === rest || (rest.length >= MIN_TEXT && line.startsWith(rest));
    if (isRest) return { lines: index, rule: 'text below', tail };
    if (columns < cursor) return { lines: 0, rule: 'block end' };
    // The line ends with the text after the cursor: `/>` after an attribute.
    if (/^\W/.test(rest) && line.endsWith(rest)) return { lines: index + 1, rule: 'text below' };
  }
  if (!isComplete || lines.length === 1) return undefined;
  return lines.length === 2 && lines[1]?.isBlank === true
    ? { lines: 1, rule: 'line', tail }
    : { lines: 0, rule: 'line' };
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
