import type { Clock } from './clock.ts';

/**
 * Wall-clock time that never goes back. If the wall clock is set back, the time since the last reading is unknown and
 * counts as zero: pending waits are neither shortened nor extended. If it is set forward, or after the computer slept,
 * pending waits end.
 */
export class MonotonicClock {
  readonly #clock: Clock;
  #lastWall: number;
  #now: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastWall = clock.now();
    this.#now = this.#lastWall;
  }

  /** The time in milliseconds. Only differences are meaningful. */
  now(): number {
    const wall = this.#clock.now();
    this.#now += Math.max(0, wall - this.#lastWall);
    this.#lastWall = wall;
    return this.#now;
  }

  /** Converts a time of this clock to wall-clock time, in milliseconds since the epoch. */
  toWallClock(moment: number): number {
    const now = this.now();
    return this.#lastWall + (moment - now);
  }
}
