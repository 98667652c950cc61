import { imbalanceWith } from '../range/balanceBrackets.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtCursor } from '../range/scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';

/**
 * Drops the last line of an answer with several lines if it ends inside a string or call that begins in it, where the
 * token limit cut it off.
 */
export function dropTruncatedLastLine(text: string, snapshot: Snapshot): string {
  const { syntax, lineAfter } = snapshot;
  const end = text.lastIndexOf('\n');
  const whole = text.slice(0, Math.max(0, end));
  if (lineAfter.trim() !== '' || whole.trim() === '') return text;
  const state = stateAtCursor(snapshot);
  const { mismatched, open, end: last } = scanBrackets(`${text}\n`, syntax, state);
  if (mismatched.some(({ at }) => at === text.length)) return whole;
  if (syntax.isProse || scanBrackets(whole, syntax, state).end.inside !== undefined) return text;
  const isInString = last.inside !== undefined && last.open?.kind === 'string';
  const isInCall = open.some(({ at, char }) => at > end && char === '(') && /[\w.]$/.test(text);
  const isBroken = (isInString && !/^["'`]{3}/.test(last.inside ?? '')) || isInCall;
  return isBroken &&
    imbalanceWith(whole, 0, snapshot).total < imbalanceWith(text, 0, snapshot).total
    ? whole
    : text;
}
