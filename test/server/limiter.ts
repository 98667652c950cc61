import { performance } from 'node:perf_hooks';
import { errorResponse } from './errorBodies.ts';
import type { CompleteResponse } from './errorBodies.ts';
import { retryAfterHeader } from './faults.ts';
import type { RateLimits } from './protocol.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MONTH = 30 * 24 * 60 * MINUTE;

/** A limit for a fixed window. A new window starts with the first request after the last one. */
class Quota {
  #startedAt = -Infinity;
  #used = 0;

  constructor(
    readonly limit: number,
    readonly ms: number,
  ) {}

  left(now: number): number {
    if (now >= this.#startedAt + this.ms) {
      this.#startedAt = now;
      this.#used = 0;
    }
    return Math.max(0, this.limit - this.#used);
  }

  use(amount: number): void {
    this.#used += amount;
  }

  /** The milliseconds until it is full again. */
  rest(now: number): number {
    return Math.max(0, this.#startedAt + this.ms - now);
  }
}

const quotaOf = (limit: number | undefined, ms: number): Quota | undefined =>
  limit === undefined ? undefined : new Quota(limit, ms);

/** Applies one service's limits to requests and writes the rate limit headers. */
export class Limiter {
  readonly #limits: RateLimits;
  readonly #now: () => number;
  readonly #requestsMinute: Quota | undefined;
  readonly #tokensMinute: Quota | undefined;
  readonly #tokensMonth: Quota | undefined;
  /** The times of accepted requests within the last second, oldest first. */
  #accepted: number[] = [];

  /** `now`: monotonic milliseconds. */
  constructor(limits: RateLimits = {}, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#requestsMinute = quotaOf(limits.requestsPerMinute, MINUTE);
    this.#tokensMinute = quotaOf(limits.tokensPerMinute, MINUTE);
    this.#tokensMonth = quotaOf(limits.tokensPerMonth, MONTH);
  }

  /** The 429 for a request with this many prompt tokens. Undefined if it is accepted, which counts it. */
  tryAcquire(promptTokens: number, requestId: string): CompleteResponse | undefined {
    const now = this.#now();
    const { body = 'gateway', retryAfter } = this.#limits;
    const waits = [
      this.#waitForSecond(now),
      waitFor(this.#requestsMinute, 1, now),
      waitFor(this.#tokensMinute, promptTokens, now),
      waitFor(this.#tokensMonth, promptTokens, now),
    ];
    const seconds = Math.ceil(Math.max(...waits) / SECOND);
    if (seconds === 0) {
      this.#accepted.push(now);
      this.#requestsMinute?.use(1);
      return undefined;
    }
    const page = errorResponse(body === 'gateway' ? 'rateLimitGateway' : 'rateLimitApp', {
      requestId,
    });
    const after = retryAfter === 'date' ? { dateInSeconds: seconds } : seconds;
    return {
      ...page,
      headers: {
        ...page.headers,
        ...this.#headers(0, now),
        ...(retryAfter && { 'retry-after': retryAfterHeader(after, new Date()) }),
      },
    };
  }

  /** Counts the tokens of an accepted request. Returns the response headers. */
  charge(tokens: number): Record<string, string> {
    const now = this.#now();
    // Starts a new window if the old one has ended.
    for (const quota of [this.#tokensMinute, this.#tokensMonth]) {
      quota?.left(now);
      quota?.use(tokens);
    }
    return this.#headers(tokens, now);
  }

  #waitForSecond(now: number): number {
    const { requestsPerSecond = Infinity } = this.#limits;
    this.#accepted = this.#accepted.filter((at) => now - at < SECOND);
    const [oldest = now] = this.#accepted.slice(-requestsPerSecond);
    return this.#accepted.length < requestsPerSecond ? 0 : oldest + SECOND - now;
  }

  #headers(cost: number, now: number): Record<string, string> {
    const { headers = 'current' } = this.#limits;
    if (headers === 'none') return {};
    const [minute, month] = [this.#tokensMinute, this.#tokensMonth];
    const entries: [string, number][] = [];
    const tell = (limit: string, left: string, quota: Quota | undefined): void => {
      if (quota) entries.push([limit, quota.limit], [left, quota.left(now)]);
    };
    if (headers === 'current') {
      const [limit, left] = ['x-ratelimit-limit', 'x-ratelimit-remaining'];
      tell(`${limit}-req-minute`, `${left}-req-minute`, this.#requestsMinute);
      tell(`${limit}-tokens-minute`, `${left}-tokens-minute`, minute);
      tell(`${limit}-tokens-month`, `${left}-tokens-month`, month);
      if (minute ?? month) entries.push(['x-ratelimit-tokens-query-cost', cost]);
    } else {
      const size = 'ratelimitbysize';
      tell(`${size}-limit`, `${size}-remaining`, minute);
      tell(`x-${size}-limit-minute`, `x-${size}-remaining-minute`, minute);
      tell(`x-${size}-limit-month`, `x-${size}-remaining-month`, month);
      if (minute) entries.push([`${size}-reset`, Math.ceil(minute.rest(now) / SECOND)]);
      if (minute ?? month) entries.push([`${size}-query-cost`, cost]);
    }
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  }
}

/** The milliseconds until a quota has room for an amount. An amount above the limit requires a full quota. */
function waitFor(quota: Quota | undefined, amount: number, now: number): number {
  if (!quota) return 0;
  return quota.left(now) >= Math.min(amount, quota.limit) && quota.left(now) > 0
    ? 0
    : quota.rest(now);
}

/** The limits of the free tier as reported by users (February 2026), per service. */
export const FREE_TIER: RateLimits = {
  requestsPerSecond: 1,
  tokensPerMinute: 50_000,
  tokensPerMonth: 4_000_000,
};
