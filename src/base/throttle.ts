import type { Clock } from './clock.ts';
import { RunOnceScheduler } from './runOnceScheduler.ts';

/** Runs a function on request: the first time at once, then with a pause after each run. */
export class Throttle {
  readonly #run: () => number;
  readonly #pause: RunOnceScheduler;
  #isRequested = false;

  /** `run` returns the length of the pause after it, in milliseconds. */
  constructor(clock: Clock, run: () => number) {
    this.#run = run;
    this.#pause = new RunOnceScheduler(clock, () => {
      if (this.#isRequested) this.#runNow();
    });
  }

  /** Runs the function now, or at the end of the pause. */
  request(): void {
    this.#isRequested = true;
    if (!this.#pause.isScheduled) this.#runNow();
  }

  /** Drops a request that is waiting, and ends the pause. */
  stop(): void {
    this.#pause.cancel();
    this.#isRequested = false;
  }

  #runNow(): void {
    this.#isRequested = false;
    this.#pause.schedule(this.#run());
  }
}
