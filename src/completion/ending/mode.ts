import { scanBrackets } from '../brackets.ts';
import { stateAtCursor } from '../scanStates.ts';
import type { Snapshot } from '../snapshot.ts';
import { opensComment } from './text.ts';

/**
 * How long an answer may be: `line` ends at the first line break, which is then a stop sequence of the
 * request; `block` lets the first lines of the answer decide.
 */
export type Mode = 'line' | 'block';

/** The mode for a place, with the user's `multiline` setting. */
export function modeFor(snapshot: Snapshot, multiline: 'auto' | 'never' | 'always'): Mode {
  if (multiline === 'never') return 'line';
  // Text that goes on after the cursor belongs behind the suggestion, not behind its last line, unless
  // the cursor stands where a whole argument goes: `useCallback(█, [])`.
  if (/[\p{L}\p{N}_]/u.test(snapshot.lineAfter) && !/^\s*[,)\]}]/.test(snapshot.lineAfter)) {
    return 'line';
  }
  if (multiline === 'always') return 'block';
  return isInComment(snapshot) && !opensComment(snapshot) ? 'line' : 'block';
}

/** Whether the cursor stands in a comment, by the tokens of the language. */
export function isInComment(snapshot: Snapshot): boolean {
  const { language, lineBefore } = snapshot;
  if (language.prose) return false;
  const line = lineBefore.trimStart();
  if (language.lineComments.some((token) => line.startsWith(token))) return true;
  const { inside } = stateAtCursor(snapshot);
  if (language.blockComments.some(([, close]) => close === inside)) return true;
  const trailing = language.lineComments.some((token) => lineBefore.includes(` ${token} `));
  return trailing && scanBrackets(lineBefore, language).end.inside === undefined;
}
