import type { FailureKind } from '../errors/failureKind.ts';

/** How long requests pause after a kind of failure. All times are in milliseconds. */
export interface BackOff {
  /** The wait after the first failure. Doubles with each further one, up to `maxMs`. */
  readonly initialMs: number;
  /** The maximum wait without Retry-After. */
  readonly maxMs: number;
  /** The upper bound for Retry-After, which never shortens the wait. */
  readonly maxRetryAfterMs: number;
  /** The upper bound for Retry-After on a manual retry; 0 if a manual retry ignores it. */
  readonly maxManualRetryAfterMs: number;
  /** The wait once the circuit is open; undefined if failures of this kind don't open it. */
  readonly openMs: number | undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Temporary failures. Networks recover soon, so an open circuit is retried every 30 s. */
const TRANSIENT: BackOff = {
  initialMs: 2 * SECOND,
  maxMs: 2 * MINUTE,
  // A restart takes minutes at most. Larger values are usually mistakes.
  maxRetryAfterMs: 2 * MINUTE,
  maxManualRetryAfterMs: 30 * SECOND,
  openMs: 30 * SECOND,
};
/** Rate limits. The longest documented window is five minutes, apart from the monthly one. */
const RATE: BackOff = {
  initialMs: 2 * SECOND,
  maxMs: 2 * MINUTE,
  maxRetryAfterMs: 60 * MINUTE,
  maxManualRetryAfterMs: 2 * MINUTE,
  openMs: undefined,
};
/** Missing capacity lasts longer than a burst of requests: 20 s and more are reported. */
const CAPACITY: BackOff = { ...RATE, initialMs: 20 * SECOND };
/** Failures that only a new key or setting resolves. New keys take up to five minutes to become active. */
const LASTING: BackOff = {
  initialMs: 5 * MINUTE,
  maxMs: 5 * MINUTE,
  maxRetryAfterMs: 5 * MINUTE,
  maxManualRetryAfterMs: 5 * MINUTE,
  openMs: 5 * MINUTE,
};
/** Failures of one request, which say little about the next one. */
const ONE_REQUEST: BackOff = {
  initialMs: 2 * SECOND,
  maxMs: 2 * MINUTE,
  maxRetryAfterMs: 2 * MINUTE,
  maxManualRetryAfterMs: 30 * SECOND,
  openMs: 5 * MINUTE,
};

/**
 * The back-off of each kind of failure. A request is sent no sooner than `initialMs` × 2ⁿ after the failure, and no later
 * than the largest of the wait, `maxRetryAfterMs` and `openMs`.
 */
const TABLE: Readonly<Partial<Record<FailureKind, BackOff>>> = {
  offline: TRANSIENT,
  unknownHost: TRANSIENT,
  timeout: TRANSIENT,
  server: TRANSIENT,
  protocol: TRANSIENT,
  truncated: TRANSIENT,
  proxy: TRANSIENT,
  certificate: TRANSIENT,
  rateLimited: RATE,
  capacity: CAPACITY,
  unauthorised: LASTING,
  payment: LASTING,
  forbidden: LASTING,
  modelUnknown: LASTING,
  modelNotFim: LASTING,
  modelNotAllowed: LASTING,
  notFound: LASTING,
  badUrl: LASTING,
  redirect: LASTING,
};

/** The back-off after a failure of this kind. */
export function backOffOf(kind: FailureKind): BackOff {
  return TABLE[kind] ?? ONE_REQUEST;
}

/**
 * The wait in milliseconds after `failures` failures in a row, the last one of this kind. `retryAfterMs` is the value of
 * Retry-After.
 */
export function waitAfter(
  kind: FailureKind,
  failures: number,
  retryAfterMs: number | undefined,
  isCircuitOpen = false,
): number {
  const { initialMs, maxMs, maxRetryAfterMs, openMs } = backOffOf(kind);
  const doubled = Math.min(maxMs, initialMs * 2 ** Math.min(Math.max(0, failures - 1), 10));
  const own = isCircuitOpen && openMs !== undefined ? openMs : doubled;
  return Math.max(own, Math.min(retryAfterMs ?? 0, maxRetryAfterMs));
}
