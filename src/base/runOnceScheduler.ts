import type { Clock } from './clock.ts';

/** Calls one function later, at most once per schedule: the timer behind a debounce or a batch. */
export class RunOnceScheduler {
  readonly #clock: Clock;
  readonly #run: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Whether a call is pending. */
  get isScheduled(): boolean {
    return this.#cancel !== undefined;
  }

  /** Calls the function after `ms` milliseconds. Replaces a pending call, as a debounce does. */
  schedule(ms: number): void {
    this.cancel();
    this.#cancel = this.#clock.setTimeout(() => {
      this.#cancel = undefined;
      this.#run();
    }, ms);
  }

  /** Same as {@link schedule}, unless a call is pending already: for a batch. */
  scheduleOnce(ms: number): void {
    if (!this.isScheduled) this.schedule(ms);
  }

  /** Drops the pending call, if any. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
