/** Requests a second that every tier allows: the free one has no more, and no header says so. */
const LEAST_RATE = 1;
/** Requests a second that are enough for the fastest typist. */
const MOST_RATE = 5;
/** How much every request adds to the rate while none is refused: 200 of them reach the most. */
const RAISE = (MOST_RATE - LEAST_RATE) / 200;
/** Requests that may leave at once after a rest. */
const BURST = 3;
/** After a refusal there is neither burst nor rise for so long, in milliseconds. */
const CAREFUL_MS = 60 * 60_000;
/**
 * Milliseconds between two requests that no server takes for two within a second: it may count from
 * arrival to arrival, and the way there is not always equally long.
 */
const SAFE_MS = 1_050;
/** The answer to a trial is not waited for longer than a request waits for its headers. */
const TRIAL_MS = 5_000;

/**
 * A token bucket: how soon the next request may leave, learned from what the service refuses.
 *
 * Whether a service takes two requests within a second is unknown until it has done so. Until then
 * such a request is a trial, and the next one either waits for its answer or keeps the safe distance:
 * at a strict service one request is refused, not a whole burst; at any other the third request of a
 * session is some tenths of a second late, once.
 *
 * All times are milliseconds of a time that never goes back.
 */
export class TokenBucket {
  #rate = LEAST_RATE;
  #tokens = BURST;
  #filledAt: number;
  #tookAt = -Infinity;
  #carefulUntil = -Infinity;
  #trial: { readonly departure: number; readonly at: number } | undefined;
  #isProven = false;

  constructor(now: number) {
    this.#filledAt = now;
  }

  /** Milliseconds until so many requests might leave; 0 if they may now. */
  waitFor(now: number, requests = 1): number {
    this.#fill(now);
    const forRoom = (requests - this.#tokens) * this.#interval(now);
    const isOnTrial = this.#trial !== undefined && now - this.#trial.at < TRIAL_MS;
    const forTrial = isOnTrial ? this.#tookAt + SAFE_MS - now : 0;
    return Math.max(0, Math.ceil(Math.max(forRoom, forTrial)));
  }

  /** A request leaves, whether or not there was room; `departure` is its number. */
  take(now: number, departure: number): void {
    this.#fill(now);
    if (!this.#isProven && now - this.#tookAt < SAFE_MS) this.#trial = { departure, at: now };
    // Who takes without waiting delays the next one, and not all that follow.
    this.#tokens = Math.max(-1, this.#tokens - 1);
    this.#tookAt = now;
    if (now >= this.#carefulUntil) this.#rate = Math.min(MOST_RATE, this.#rate + RAISE);
  }

  /** The service let this request in. */
  accepted(departure: number): void {
    if (this.#trial?.departure === departure) this.#isProven = true;
    this.ended(departure);
  }

  /** Nothing will be heard of this request any more. */
  ended(departure: number): void {
    if (this.#trial?.departure === departure) this.#trial = undefined;
  }

  /** The service refused a request for its rate. */
  refused(now: number): void {
    this.#carefulUntil = now + CAREFUL_MS;
    this.#rate = LEAST_RATE;
    this.#tokens = 0;
    this.#filledAt = now;
    this.#trial = undefined;
    this.#isProven = false;
  }

  #fill(now: number): void {
    const burst = now < this.#carefulUntil ? 1 : BURST;
    const more = (now - this.#filledAt) / this.#interval(now);
    this.#tokens = Math.min(burst, this.#tokens + more);
    this.#filledAt = now;
  }

  #interval(now: number): number {
    return now < this.#carefulUntil ? SAFE_MS : 1_000 / this.#rate;
  }
}
