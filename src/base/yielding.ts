import type { Clock } from './clock.ts';
import { delay } from './async.ts';

/** Maximum time that work may run without a pause, in milliseconds: half a frame of a 60 Hz screen. */
const SLICE_MS = 8;

/** Splits long work into slices, so that the extension host can respond in between. */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #pause: () => Promise<void>;
  #startedAt: number;

  constructor(clock: Clock, pause: () => Promise<void>) {
    this.#clock = clock;
    this.#pause = pause;
    this.#startedAt = clock.now();
  }

  /** Call between steps. Pauses once the slice is used up. */
  async yieldIfDue(): Promise<void> {
    // The clock may have been set back.
    if (Math.abs(this.#clock.now() - this.#startedAt) < SLICE_MS) return;
    await this.#pause();
    this.#startedAt = this.#clock.now();
  }
}

/** Yields the items one by one, with pauses in between for other work in the host. Ends when the signal is aborted. */
export async function* yieldWithPauses<T>(
  items: Iterable<T>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const slice = new TimeSlice(clock, async () => {
    await delay(clock, 1, signal);
  });
  for (const item of items) {
    yield item;
    await slice.yieldIfDue();
    if (signal.aborted) return;
  }
}
