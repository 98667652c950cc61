import type { Clock } from '../mistral/clock.ts';

/** From so many milliseconds on, the two times have not drifted apart: the machine slept, or its clock was set. */
const JUMP_MS = 5_000;

/**
 * The time of this machine. It goes on evenly through the small corrections that the machine's clock gets all the
 * time, and follows it after a sleep, which the even time may not count, and when somebody sets it.
 */
export class MachineClock implements Clock {
  readonly #even: () => number;
  readonly #wall: () => number;
  #difference: number;

  /** `even` only ever goes on; `wall` is in milliseconds since the epoch. */
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

  /** Calls back once after so many milliseconds; what is returned takes that back. */
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
