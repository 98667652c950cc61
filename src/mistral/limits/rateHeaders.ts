/** The kinds of quota, by window and unit. Used by the display and the pacer. */
export type QuotaName = 'requestsMinute' | 'tokensMinute' | 'tokensFiveMinutes' | 'tokensMonth';

/** A quota from response headers. */
export interface Quota {
  /** The limit of requests or tokens in the window. */
  readonly limit?: number | undefined;
  /** The remaining requests or tokens. */
  readonly remaining?: number | undefined;
  /** The time until it is reset, in milliseconds, if the service reports it. */
  readonly resetMs?: number | undefined;
}

/** The rate limits in response headers. */
export interface RateFacts extends Partial<Record<QuotaName, Quota>> {
  /** The cost of this request, in tokens. */
  readonly cost?: number;
}

/** Larger values are not plausible token counts. */
const MAX_COUNT = 1e12;
/** Maximum plausible cost of a request, in tokens: the longest context. */
const MAX_COST = 1e6;

interface HeaderNames {
  readonly limit: readonly string[];
  readonly remaining: readonly string[];
  readonly reset?: string;
}

/** The header names in use since 2026, followed by older ones. The documented names are not sent. */
const HEADER_NAMES: Readonly<Record<QuotaName, HeaderNames>> = {
  requestsMinute: {
    limit: ['x-ratelimit-limit-req-minute'],
    remaining: ['x-ratelimit-remaining-req-minute'],
  },
  tokensMinute: {
    limit: [
      'x-ratelimit-limit-tokens-minute',
      'x-ratelimitbysize-limit-minute',
      'ratelimitbysize-limit',
    ],
    remaining: [
      'x-ratelimit-remaining-tokens-minute',
      'x-ratelimitbysize-remaining-minute',
      'ratelimitbysize-remaining',
    ],
    reset: 'ratelimitbysize-reset',
  },
  tokensFiveMinutes: {
    limit: ['x-ratelimit-limit-tokens-5-minute'],
    remaining: ['x-ratelimit-remaining-tokens-5-minute'],
  },
  tokensMonth: {
    limit: ['x-ratelimit-limit-tokens-month', 'x-ratelimitbysize-limit-month'],
    remaining: ['x-ratelimit-remaining-tokens-month', 'x-ratelimitbysize-remaining-month'],
  },
};
const COST = ['x-ratelimit-tokens-query-cost', 'ratelimitbysize-query-cost'];

/**
 * Reads the rate limit headers of any response; undefined if there are none. Skips values that are not plain numbers:
 * negative ones (−1 may mean no limit) and a limit of 0, which is impossible for a service that answers.
 */
export function readRateHeaders(headers: Headers): RateFacts | undefined {
  const names = Object.keys(HEADER_NAMES) as QuotaName[];
  const quotas = names.flatMap((name) => {
    const quota = quotaOf(headers, HEADER_NAMES[name]);
    return quota ? [[name, quota] as const] : [];
  });
  const cost = numberOf(headers, COST, Math.max);
  const isCost = cost !== undefined && cost > 0 && cost <= MAX_COST;
  if (quotas.length === 0 && !isCost) return undefined;
  return { ...Object.fromEntries(quotas), ...(isCost && { cost }) };
}

function quotaOf(headers: Headers, names: HeaderNames): Quota | undefined {
  const limit = numberOf(headers, names.limit);
  const remaining = numberOf(headers, names.remaining);
  const reset = names.reset === undefined ? undefined : numberOf(headers, [names.reset], Math.max);
  if (limit === 0 || (limit === undefined && remaining === undefined)) return undefined;
  return {
    limit,
    remaining: remaining === undefined ? undefined : Math.min(remaining, limit ?? remaining),
    resetMs: reset === undefined ? undefined : reset * 1000,
  };
}

/**
 * The first of these headers with a number from 0 to {@link MAX_COUNT}, as an integer. Proxies repeat a header or its
 * value (`7, 7`): `pick` chooses one.
 */
function numberOf(
  headers: Headers,
  names: readonly string[],
  pick: (...values: number[]) => number = Math.min,
): number | undefined {
  for (const name of names) {
    const texts = (headers.get(name) ?? '').slice(0, 400).split(',');
    const values = texts.map((text) => parseCount(text.trim()));
    const value = values.every((each) => each <= MAX_COUNT) ? pick(...values) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A header's count, rounded down; Infinity if it is not a number. */
function parseCount(text: string): number {
  return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text)) : Infinity;
}
