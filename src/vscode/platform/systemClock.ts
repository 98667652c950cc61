import type { Clock } from '../../base/clock.ts';

/** A difference of this many milliseconds is not drift: the machine slept, or its clock was set. */
const JUMP_MS = 5_000;

/**
 * The time of this machine. It is steady during small clock corrections,
 * and follows the clock after a sleep, which a monotonic timer may not count, and after the clock is set.
 */
export class MachineClock implements Clock {
  readonly #even: () => number;
  readonly #wall: () => number;
  #difference: number;

  /** `even` is monotonic; `wall` is in milliseconds since the epoch. */
  constructor(even: () => number, wall: () => number) {
    this.#even = even;
    this.#wall = wall;
    this.#difference = wall() - even();
  }

  /** Milliseconds since the epoch. */
  now(): number {
    const even = this.#even();
    const wall = this.#wall();
    if (Math.abs(wall - even - this.#difference) >= JUMP_MS) this.#difference = wall - even;
    return Math.round(even + this.#difference);
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
export const clock: Clock = new MachineClock(
  () => performance.now(),
  () => Date.now(),
);
