import type { Clock } from '../mistral/clock.ts';

/** Does something again and again as it is wanted: the first time at once, then never too soon. */
export class Paced {
  readonly #clock: Clock;
  readonly #run: () => number;
  #isWanted = false;
  #cancel: (() => void) | undefined;

  /** `run` gives how long to rest after it, in milliseconds. */
  constructor(clock: Clock, run: () => number) {
    this.#clock = clock;
    this.#run = run;
  }

  /** It is wanted, now or after the rest. */
  want(): void {
    this.#isWanted = true;
    if (!this.#cancel) this.#go();
  }

  /** What is wanted and not done yet is forgotten. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isWanted = false;
  }

  #go(): void {
    this.#isWanted = false;
    const rest = this.#run();
    this.#cancel = this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      if (this.#isWanted) this.#go();
    }, rest);
  }
}
