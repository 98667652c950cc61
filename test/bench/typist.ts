import type { Random } from '../server/random.ts';
import { hash, seededRandom } from '../server/random.ts';

/** Median of the time between two keys inside a word, in milliseconds: a practised programmer's. */
const MEDIAN_MS = 150;
/** Spread of its logarithm. */
const SPREAD = 0.35;
/** How much longer the key takes that begins a word, or follows the end of a line. */
const AT_WORD = 1.3;
const AT_LINE = 2.2;
/** How often a typist stops to think, and for how long, in milliseconds. */
const THINKS = 0.02;
const THINKS_AT_LINE = 0.2;
const SHORTEST_THOUGHT_MS = 800;
const LONGEST_THOUGHT_MS = 3000;

/** What one key adds at a place of a text: a character, or a line end with the next line's indentation. */
export function strokeAt(text: string, at: number): string {
  if (text.charAt(at) !== '\n') return text.charAt(at);
  return /^\n[ \t]*/.exec(text.slice(at))?.[0] ?? '\n';
}

/** How many keys it takes to type a text. */
export function strokesOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += strokeAt(text, at).length) count += 1;
  return count;
}

/**
 * Milliseconds from the key before to the key at a place. It follows from seed and place alone, so that
 * every policy meets the same rhythm, whatever was accepted in between.
 */
export function gapBefore(text: string, at: number, seed: string): number {
  const random = seededRandom(hash(`${seed} ${at}`));
  const isAtLine = /(^|\n)[ \t]*$/.test(text.slice(0, at));
  if (random() < (isAtLine ? THINKS_AT_LINE : THINKS)) {
    return SHORTEST_THOUGHT_MS + random() * (LONGEST_THOUGHT_MS - SHORTEST_THOUGHT_MS);
  }
  const isAtWord = /\W$/.test(text.slice(0, at)) && /^\w/.test(text.slice(at, at + 1));
  const factor = isAtLine ? AT_LINE : isAtWord ? AT_WORD : 1;
  return MEDIAN_MS * factor * Math.exp(SPREAD * normal(random));
}

/** A number of the standard normal distribution, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
