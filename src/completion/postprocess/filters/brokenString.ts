import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtCursor } from '../range/scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';

/** Drops the last line of an answer with several lines if it ends inside a string, where the token limit cut it off. */
export function dropBrokenString(text: string, snapshot: Snapshot): string {
  const end = text.lastIndexOf('\n');
  if (snapshot.lineAfter.trim() !== '' || text.slice(0, Math.max(0, end)).trim() === '')
    return text;
  const { mismatched } = scanBrackets(`${text}\n`, snapshot.language, stateAtCursor(snapshot));
  return mismatched.some(({ at }) => at === text.length) ? text.slice(0, end) : text;
}
