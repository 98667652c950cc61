import type { Clock } from '../../mistral/clock.ts';

/** As long as work may hold up everything else, in milliseconds; half a frame of a 60 Hz screen. */
const SLICE_MS = 8;

/** Cuts one piece of long work into slices, so that the host answers in between. */
export class Slices {
  readonly #clock: Clock;
  readonly #pause: () => Promise<void>;
  #begunAt: number;

  constructor(clock: Clock, pause: () => Promise<void>) {
    this.#clock = clock;
    this.#pause = pause;
    this.#begunAt = clock.now();
  }

  /** Called between steps: lets others go first once the slice is used up. */
  async rest(): Promise<void> {
    // The clock on the wall may have been set back.
    if (Math.abs(this.#clock.now() - this.#begunAt) < SLICE_MS) return;
    await this.#pause();
    this.#begunAt = this.#clock.now();
  }
}
