/** What an account may use up within some time; the names are those of the display and of the pace. */
export type QuotaName = 'requestsMinute' | 'tokensMinute' | 'tokensFiveMinutes' | 'tokensMonth';

/** One quota as an answer's headers tell it. */
export interface Quota {
  /** Requests or tokens within the quota's time. */
  readonly limit?: number | undefined;
  /** How many of them are left. */
  readonly left?: number | undefined;
  /** Milliseconds until it is full again, where the service says so. */
  readonly resetMs?: number | undefined;
}

/** What an answer's headers say about rate limits. */
export interface RateFacts extends Partial<Record<QuotaName, Quota>> {
  /** What this request was counted as, in tokens. */
  readonly cost?: number;
}

/** More than this is no number of tokens that anybody has. */
const MOST = 1e12;
/** No request costs more tokens than the largest context holds. */
const MOST_COST = 1e6;

interface Names {
  readonly limit: readonly string[];
  readonly left: readonly string[];
  readonly reset?: string;
}

/** The names in use since 2026 first, then the older ones; what the documentation names is not sent. */
const NAMES: Readonly<Record<QuotaName, Names>> = {
  requestsMinute: {
    limit: ['x-ratelimit-limit-req-minute'],
    left: ['x-ratelimit-remaining-req-minute'],
  },
  tokensMinute: {
    limit: [
      'x-ratelimit-limit-tokens-minute',
      'x-ratelimitbysize-limit-minute',
      'ratelimitbysize-limit',
    ],
    left: [
      'x-ratelimit-remaining-tokens-minute',
      'x-ratelimitbysize-remaining-minute',
      'ratelimitbysize-remaining',
    ],
    reset: 'ratelimitbysize-reset',
  },
  tokensFiveMinutes: {
    limit: ['x-ratelimit-limit-tokens-5-minute'],
    left: ['x-ratelimit-remaining-tokens-5-minute'],
  },
  tokensMonth: {
    limit: ['x-ratelimit-limit-tokens-month', 'x-ratelimitbysize-limit-month'],
    left: ['x-ratelimit-remaining-tokens-month', 'x-ratelimitbysize-remaining-month'],
  },
};
const COST = ['x-ratelimit-tokens-query-cost', 'ratelimitbysize-query-cost'];

/**
 * Reads the rate-limit headers of any answer; undefined where it has none. Whatever is no plain
 * number is passed over: negative ones (−1 may mean that there is no limit), and a limit of 0, which
 * a service that answers cannot have.
 */
export function readRateHeaders(headers: Headers): RateFacts | undefined {
  const names = Object.keys(NAMES) as QuotaName[];
  const quotas = names.flatMap((name) => {
    const quota = quotaOf(headers, NAMES[name]);
    return quota ? [[name, quota] as const] : [];
  });
  const cost = numberOf(headers, COST);
  const isCost = cost !== undefined && cost > 0 && cost <= MOST_COST;
  if (quotas.length === 0 && !isCost) return undefined;
  return { ...Object.fromEntries(quotas), ...(isCost && { cost }) };
}

function quotaOf(headers: Headers, names: Names): Quota | undefined {
  const limit = numberOf(headers, names.limit);
  const left = numberOf(headers, names.left);
  const reset = names.reset === undefined ? undefined : numberOf(headers, [names.reset]);
  if (limit === 0 || (limit === undefined && left === undefined)) return undefined;
  return {
    limit,
    left: left === undefined ? undefined : Math.min(left, limit ?? left),
    resetMs: reset === undefined ? undefined : reset * 1000,
  };
}

/** The first of these headers that is a number from 0 to {@link MOST}, in whole units. */
function numberOf(headers: Headers, names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = headers.get(name)?.trim() ?? '';
    const value = /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text)) : Infinity;
    if (value <= MOST) return value;
  }
  return undefined;
}
