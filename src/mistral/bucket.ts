/** Requests a second that every tier allows: the free one has no more, and no header says so. */
const LEAST_RATE = 1;
/** Requests a second that are enough for the fastest typist. */
const MOST_RATE = 5;
/** How much every request that is not refused adds to the rate: 200 of them reach the most. */
const RAISE = (MOST_RATE - LEAST_RATE) / 200;
/** Requests that may leave at once after a rest. */
const BURST = 3;
/** After a refusal there is no burst for so long, in milliseconds. */
const CAREFUL_MS = 60 * 60_000;

/** A token bucket: how soon the next request may leave, learned from what the service refuses. */
export class TokenBucket {
  #rate = LEAST_RATE;
  #tokens = BURST;
  #filledAt: number;
  #carefulUntil = 0;

  /** `now`: milliseconds since the epoch, as everywhere here. */
  constructor(now: number) {
    this.#filledAt = now;
  }

  /** Milliseconds until a request may leave; 0 if one may now. */
  waitFor(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#rate) * 1000);
  }

  /** A request leaves. */
  take(now: number): void {
    this.#fill(now);
    this.#tokens -= 1;
    this.#rate = Math.min(MOST_RATE, this.#rate + RAISE);
  }

  /** The service refused a request for its rate. */
  refused(now: number): void {
    this.#carefulUntil = now + CAREFUL_MS;
    this.#rate = LEAST_RATE;
    this.#tokens = 0;
    this.#filledAt = now;
  }

  #fill(now: number): void {
    // A clock that was set back must not drain the bucket.
    const passed = Math.max(0, now - this.#filledAt);
    const burst = now < this.#carefulUntil ? 1 : BURST;
    this.#tokens = Math.min(burst, this.#tokens + (passed / 1000) * this.#rate);
    this.#filledAt = now;
  }
}
