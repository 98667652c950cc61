import type { Clock } from '../../base/clock.ts';
import type { InFlightRequest } from './inFlightRequest.ts';

/** Factor by which the wait is longer for the end of a block that the answer opened. */
const BLOCK_FACTOR = 4;

/**
 * The time that further lines of an answer have to arrive, once its first line can be shown. An open block gets more:
 * accepting it without its end would leave the document unbalanced until the next suggestion.
 */
export class LineTimeout {
  readonly #clock: Clock;
  readonly #ms: number | undefined;
  #elapsed: Promise<'elapsed'> | undefined;
  #cancel: (() => void) | undefined;
  /** Whether only the end of a block is waited for. */
  isExtended = false;

  constructor(clock: Clock, { plan: { snapshot, moreLinesMs } }: InFlightRequest) {
    this.#clock = clock;
    // In the middle of a line, the end of the answer belongs to the text after the cursor.
    this.#ms = snapshot.lineAfter.trim() === '' ? moreLinesMs : undefined;
  }

  /** Starts the timer, once. */
  start(): void {
    if (this.#ms === undefined || this.#elapsed) return;
    this.#startTimer(this.#ms);
  }

  /** Starts the longer time for the end of a block; returns false if it has elapsed as well. */
  extend(): boolean {
    if (this.#ms === undefined || this.isExtended) return false;
    this.isExtended = true;
    this.#startTimer(this.#ms * BLOCK_FACTOR);
    return true;
  }

  /** Resolves like the promise, or to `elapsed` once the time is up. */
  race<T>(promise: Promise<T>): Promise<T | 'elapsed'> {
    return this.#elapsed ? Promise.race([promise, this.#elapsed]) : promise;
  }

  /** Stops the timer. */
  stop(): void {
    this.#cancel?.();
  }

  #startTimer(ms: number): void {
    this.#elapsed = new Promise((resolve) => {
      this.#cancel = this.#clock.setTimeout(() => {
        resolve('elapsed');
      }, ms);
    });
  }
}
