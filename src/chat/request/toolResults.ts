import { beginningOf } from '../../base/textExcerpt.ts';

/** What an old result keeps before newer ones are shortened, in characters. */
const MIN_KEPT = 400;
/** What the results of earlier questions keep, in characters: the model can call the tool again. */
const EARLIER_KEPT = 1_000;

/**
 * Divides room among the results of an answer, oldest first, all in characters. Older results shrink first:
 *
 * 1. If all fit, they are sent completely.
 * 2. Otherwise, from the oldest on, each keeps its first 400 characters, until the rest fits.
 * 3. If that is not enough, from the oldest on, each keeps nothing but a note.
 */
export function shareResultRoom(lengths: readonly number[], room: number): number[] {
  const kept = [...lengths];
  let over = lengths.reduce((sum, length) => sum + length, 0) - room;
  for (const least of [MIN_KEPT, 0]) {
    for (const [at, length] of kept.entries()) {
      if (over <= 0) return kept;
      const shorter = Math.max(Math.min(length, least), length - over);
      kept[at] = shorter;
      over -= length - shorter;
    }
  }
  return kept;
}

/** The lengths that results of earlier questions keep, in characters. */
export function earlierResultRoom(lengths: readonly number[]): number[] {
  return lengths.map((length) => Math.min(length, EARLIER_KEPT));
}

/** The first `length` characters of a result, with a note if that is not all. */
export function shortened(result: string, length: number): string {
  if (length >= result.length) return result;
  const kept = beginningOf(result, length);
  const note = `(Shortened: the first ${kept.length} of ${result.length} characters. Call the tool again if you need the rest.)`;
  return kept === '' ? note : `${kept}\n${note}`;
}
