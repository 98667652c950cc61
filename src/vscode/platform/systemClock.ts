import type { Clock } from '../../base/clock.ts';

/** A difference of this many milliseconds is not drift: the machine slept, or its clock was set. */
const JUMP_MS = 5_000;

/**
 * The time of this machine. It is steady during small clock corrections,
 * and follows the clock after a sleep, which a monotonic timer may not count, and after the clock is set.
 */
export class SystemClock implements Clock {
  readonly #monotonic: () => number;
  readonly #wall: () => number;
  #difference: number;

  /** `monotonic` is in milliseconds; `wall` is in milliseconds since the epoch. */
  constructor(monotonic: () => number, wall: () => number) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#difference = wall() - monotonic();
  }

  /** Milliseconds since the epoch. */
  now(): number {
    const monotonic = this.#monotonic();
    const wall = this.#wall();
    if (Math.abs(wall - monotonic - this.#difference) >= JUMP_MS)
      this.#difference = wall - monotonic;
    return Math.round(monotonic + this.#difference);
  }

  /** Runs a callback once after `ms` milliseconds; the returned function cancels it. */
  setTimeout(run: () => void, ms: number): () => void {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  }
}

/** The clock of this process. */
export const clock: Clock = new SystemClock(
  () => performance.now(),
  () => Date.now(),
);
