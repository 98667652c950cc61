import { pause } from '../mistral/clock.ts';
import type { Clock } from '../mistral/clock.ts';

/** So long the host works at a time, in milliseconds. */
const SLICE_MS = 15;

/** One after the other, with pauses in which the host does other work; an abort ends it. */
export async function* inSlices<T>(
  all: Iterable<T>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let since = clock.now();
  for (const each of all) {
    yield each;
    if (clock.now() - since < SLICE_MS) continue;
    if (!(await pause(clock, 1, signal))) return;
    since = clock.now();
  }
}
