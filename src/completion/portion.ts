import { scanBrackets } from './brackets.ts';
import type { Ended } from './ending/ending.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Cuts a long answer to a first portion of so many lines that are not blank, and further to where its round
 * and square brackets are closed again. What follows is the next suggestion. Judges complete lines alone, each
 * by those before it, so that the portion is the same however the answer arrived.
 */
export function firstPortion(ended: Ended, snapshot: Snapshot, most: number): Ended {
  const lines = ended.text.split('\n');
  if (lines.length <= most || snapshot.language.prose) return ended;
  let filled = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') filled += 1;
    if (filled < most || index === lines.length - 1) continue;
    const text = lines.slice(0, index + 1).join('\n');
    if (isTorn(text, snapshot)) continue;
    // Nothing but blank lines behind it: then it is the whole.
    if (
      lines
        .slice(index + 1)
        .join('')
        .trim() === ''
    )
      return ended;
    return { text, isDecided: true, rule: 'portion' };
  }
  return ended;
}

/** An answer that was left before its end, without the lines of a call or list that it did not close. */
export function untorn(ended: Ended, snapshot: Snapshot): Ended {
  const lines = ended.text.split('\n');
  while (lines.length > 0 && isTorn(lines.join('\n'), snapshot)) lines.pop();
  return { ...ended, text: lines.join('\n') };
}

function isTorn(text: string, { language }: Snapshot): boolean {
  return scanBrackets(text, language).open.some(({ char }) => char !== '{');
}
