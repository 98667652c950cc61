import { countDown } from '../../base/countdown.ts';
import type { Clock } from '../../base/clock.ts';

/** The command of the link in a notification that retries at once. Its argument is the number of the retry. */
export const RETRY_NOW_COMMAND = 'codestral.internal.retryNow';

/** The automatic retries that actions are waiting for. The links in notifications refer to them by number. */
export class WaitingRetries {
  readonly #waiting = new Map<number, () => void>();
  #count = 0;

  /** Adds a retry and returns its number. */
  add(retryNow: () => void): number {
    this.#count += 1;
    this.#waiting.set(this.#count, retryNow);
    return this.#count;
  }

  /** Removes a retry whose wait is over. */
  remove(id: number): void {
    this.#waiting.delete(id);
  }

  /** Retries now. Does nothing if the wait is over. */
  retryNow(id: unknown): void {
    if (typeof id === 'number') this.#waiting.get(id)?.();
  }
}

/** Counts the waits before the automatic retries of one request down, one at a time. */
export class RetryCountdown {
  readonly #clock: Clock;
  #stop = (): void => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts down to a retry, at a time in milliseconds since the epoch: `show` receives the seconds that are left, 0 at
   * the end. `ended` is called once, also when it is stopped.
   */
  start(at: number, show: (seconds: number) => void, ended: () => void = () => undefined): void {
    this.stop();
    const cancel = countDown(this.#clock, at, show);
    this.#stop = () => {
      this.#stop = () => undefined;
      cancel();
      ended();
    };
  }

  /** Ends the countdown, if there is one. */
  stop(): void {
    this.#stop();
  }
}
