/** Requests per second that every tier allows: the limit of the free tier, which no header reports. */
const MIN_RATE = 1;
/** Requests per second that suffice for the fastest typist. */
const MAX_RATE = 5;
/** Added to the rate after each accepted request: 200 of them reach the maximum. */
const RATE_STEP = (MAX_RATE - MIN_RATE) / 200;
/** The burst after a period without requests. */
const BURST = 3;
/** How long neither bursts nor a higher rate are allowed after a rejection, in milliseconds. */
const CAUTIOUS_MS = 60 * 60_000;
/**
 * An interval between two requests that no server counts as two within a second, in milliseconds: servers may count by
 * arrival, and latency varies.
 */
const MIN_INTERVAL_MS = 1_050;
/**
 * Added to {@link MIN_INTERVAL_MS} after each further rejection, in milliseconds, since latency varies more than assumed.
 */
const INTERVAL_STEP_MS = 150;
/** Maximum interval while rejections continue, in milliseconds; other windows may use the same key. */
const MAX_INTERVAL_MS = 2_000;
/**
 * Two requests that were sent within this interval prove that a service accepts two within a second, in milliseconds.
 * After a longer interval, they may have arrived more than a second apart.
 */
const MAX_PROOF_MS = 900;
/** How long to wait for the result of a probe, in milliseconds: the header timeout. */
const PROBE_MS = 5_000;

/**
 * A token bucket that learns the allowed rate from rejections.
 *
 * Whether a service accepts two requests within a second is unknown until it has done so. Until then such a request is
 * a probe, and the next one waits for its result or for the safe interval. A strict service thus rejects one request
 * instead of a burst; with any other service, the third request of a session is a few tenths of a second late, once.
 *
 * All times are milliseconds of a monotonic clock.
 */
export class TokenBucket {
  #rate = MIN_RATE;
  #tokens = BURST;
  #filledAt: number;
  #tookAt = -Infinity;
  #rejectedAt = -Infinity;
  #cautiousUntil = -Infinity;
  #probe: { readonly ticket: number; readonly at: number; readonly isProof: boolean } | undefined;
  #isProven = false;
  /** The interval between two requests while neither bursts nor a higher rate are allowed. */
  #safeMs = MIN_INTERVAL_MS;

  constructor(now: number) {
    this.#filledAt = now;
  }

  /** The milliseconds until this many requests may be sent; 0 if now. */
  delayFor(now: number, requests = 1): number {
    this.#fill(now);
    const forRoom = (requests - this.#tokens) * this.#interval(now);
    const isProbing = this.#probe !== undefined && now - this.#probe.at < PROBE_MS;
    const forProbe = isProbing ? this.#tookAt + MIN_INTERVAL_MS - now : 0;
    return Math.max(0, Math.ceil(Math.max(forRoom, forProbe)));
  }

  /** The milliseconds until the bucket is full: until there have been no requests for a while. */
  delayUntilFull(now: number): number {
    return this.delayFor(now, now < this.#cautiousUntil ? 1 : BURST);
  }

  /** Records a request, even if there was no room. `ticket` is its number. */
  acquire(now: number, ticket: number): void {
    this.#fill(now);
    const sinceLast = now - this.#tookAt;
    if (!this.#isProven && sinceLast < MIN_INTERVAL_MS)
      this.#probe = { ticket, at: now, isProof: sinceLast <= MAX_PROOF_MS };
    // A request that doesn't wait delays the next one, but not all that follow.
    this.#tokens = Math.max(-1, this.#tokens - 1);
    this.#tookAt = now;
    if (now >= this.#cautiousUntil) this.#rate = Math.min(MAX_RATE, this.#rate + RATE_STEP);
  }

  /** The service accepted this request. */
  onAccepted(ticket: number): void {
    if (this.#probe?.ticket === ticket) this.#isProven = this.#probe.isProof;
    this.onEnded(ticket);
  }

  /** No result will arrive for this request. */
  onEnded(ticket: number): void {
    if (this.#probe?.ticket === ticket) this.#probe = undefined;
  }

  /** The service rejected a request because of its rate. */
  onRejected(now: number): void {
    if (now >= this.#cautiousUntil) this.#safeMs = MIN_INTERVAL_MS;
    // Requests that were under way together are rejected together.
    else if (this.#tookAt > this.#rejectedAt)
      this.#safeMs = Math.min(MAX_INTERVAL_MS, this.#safeMs + INTERVAL_STEP_MS);
    this.#rejectedAt = now;
    this.#cautiousUntil = now + CAUTIOUS_MS;
    this.#rate = MIN_RATE;
    this.#tokens = 0;
    this.#filledAt = now;
    this.#probe = undefined;
    this.#isProven = false;
  }

  #fill(now: number): void {
    const burst = now < this.#cautiousUntil ? 1 : BURST;
    const more = (now - this.#filledAt) / this.#interval(now);
    this.#tokens = Math.min(burst, this.#tokens + more);
    this.#filledAt = now;
  }

  #interval(now: number): number {
    return now < this.#cautiousUntil ? this.#safeMs : 1_000 / this.#rate;
  }
}
