import type { Clock } from './clock.ts';

/**
 * Time as a clock on the wall shows it, but never going back. When such a clock is set back nobody
 * knows how much time has passed since the last look at it: none is counted, so whatever waits has as
 * long to wait as at that look, and no longer. Set forward, or after the computer slept, waits are over.
 */
export class SteadyTime {
  readonly #clock: Clock;
  #seen: number;
  #now: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#seen = clock.now();
    this.#now = this.#seen;
  }

  /** Milliseconds; only differences mean something. */
  now(): number {
    const wall = this.#clock.now();
    this.#now += Math.max(0, wall - this.#seen);
    this.#seen = wall;
    return this.#now;
  }

  /** A moment of this time as the wall shows it now, in milliseconds since the epoch. */
  onTheWall(moment: number): number {
    const now = this.now();
    return this.#seen + (moment - now);
  }
}
