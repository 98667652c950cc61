import type { Random } from '../server/random.ts';
import { hash, seededRandom } from '../server/random.ts';

/** The median time between two keystrokes within a word, in milliseconds, for a practiced programmer. */
const MEDIAN_MS = 150;
/** The standard deviation of its logarithm. */
const SPREAD = 0.35;
/** The factor for the first character of a word and after a line end. */
const AT_WORD = 1.3;
const AT_LINE = 2.2;
/** How often a typist pauses to think, and for how long, in milliseconds. */
const THINKS = 0.02;
const THINKS_AT_LINE = 0.2;
const MIN_THOUGHT_MS = 800;
const MAX_THOUGHT_MS = 3000;

/** The text that one keystroke adds at a position: a character, or a line break with the next line's indentation. */
export function strokeAt(text: string, at: number): string {
  if (text.charAt(at) !== '\n') return text.charAt(at);
  return /^\n[ \t]*/.exec(text.slice(at))?.[0] ?? '\n';
}

/** The number of keystrokes for a text. */
export function strokesOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += strokeAt(text, at).length) count += 1;
  return count;
}

/**
 * Milliseconds from the previous keystroke to the one at a position. Determined by seed and position only, so that
 * all policies have the same rhythm, whatever was accepted in between.
 */
export function gapBefore(text: string, at: number, seed: string): number {
  const random = seededRandom(hash(`${seed} ${at}`));
  const isAtLine = /(^|\n)[ \t]*$/.test(text.slice(0, at));
  if (random() < (isAtLine ? THINKS_AT_LINE : THINKS)) {
    return MIN_THOUGHT_MS + random() * (MAX_THOUGHT_MS - MIN_THOUGHT_MS);
  }
  const isAtWord = /\W$/.test(text.slice(0, at)) && /^\w/.test(text.slice(at, at + 1));
  const factor = isAtLine ? AT_LINE : isAtWord ? AT_WORD : 1;
  return MEDIAN_MS * factor * Math.exp(SPREAD * normal(random));
}

/** A random number from the standard normal distribution (Box-Muller transform). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
