import type { FailureKind, ServiceError } from './errors.ts';

/** Why a service is left alone, and until when. */
export interface Rest {
  readonly kind: FailureKind;
  /** Such as the host a redirect names. */
  readonly detail: string | undefined;
  /** Milliseconds of a time that never goes back. */
  readonly until: number;
  /** So many failures in a row that the service is only looked at now and then. */
  readonly isCircuitOpen: boolean;
  /** The service itself said how long, by Retry-After. */
  readonly isAskedFor: boolean;
}

/** The network's, or the service's on a bad day: they pass by themselves. */
const PASSING: ReadonlySet<FailureKind> = new Set([
  'offline',
  'unknownHost',
  'timeout',
  'server',
  'protocol',
  'truncated',
  'proxy',
  'certificate',
]);
/** The account's: only a person can change them. */
const REFUSED: ReadonlySet<FailureKind> = new Set(['unauthorised', 'payment', 'forbidden']);
/** What is refused until someone changes a key or a setting; asked again now and then all the same. */
const LASTING: ReadonlySet<FailureKind> = new Set([
  ...REFUSED,
  'modelUnknown',
  'modelNotFim',
  'notFound',
  'badUrl',
  'redirect',
]);
/** Too fast is no failure of the service: such answers have a back-off, and open no circuit. */
const TOO_FAST: ReadonlySet<FailureKind> = new Set(['rateLimited', 'capacity']);

/** New keys take some minutes to work, so a refusal is not for ever. */
const LASTING_MS = 5 * 60_000;
/** Back-off without Retry-After: 2 s, 4 s, … up to two minutes. */
const FIRST_MS = 2_000;
const LONGEST_MS = 120_000;
/** A tier without capacity stays so for longer than a burst of requests. */
const CAPACITY_MS = 20_000;
/** So many failures in a row open the circuit. */
const OPENS_AT = 5;
/** How long it stays open before the next try: networks come back soon, the rest takes a person. */
const OPEN_PASSING_MS = 30_000;
const OPEN_MS = 5 * 60_000;

/**
 * A service's failures in a row, and the rest it is given for them. Requests are known by the number
 * of their departure, since an answer may come after the news it is older than.
 */
export class Circuit {
  #failures = 0;
  #rest: Rest | undefined;
  /** The newest departure when the last failure came: those up to it left in the same state of things. */
  #failedUpTo = -1;

  /** The rest the service is in at this moment. */
  rest(now: number): Rest | undefined {
    return this.#rest && this.#rest.until > now ? this.#rest : undefined;
  }

  /** A request failed; `departure` is undefined where the caller does not tell which. */
  failed(error: ServiceError, now: number, newest: number, departure?: number): void {
    // What left together and fails together is one failure.
    if (departure === undefined || departure > this.#failedUpTo) this.#failures += 1;
    this.#failedUpTo = newest;
    const { kind, detail, retryAfterMs } = error;
    const isCircuitOpen = this.#failures >= OPENS_AT && !TOO_FAST.has(kind);
    const until = now + restOf(error, Math.max(1, this.#failures), isCircuitOpen);
    // A late time-out must not shorten what a refused key has to wait.
    if ((this.rest(now)?.until ?? 0) > until) return;
    this.#rest = { kind, detail, until, isCircuitOpen, isAskedFor: retryAfterMs !== undefined };
  }

  /** A request was answered as it should. That lifts no refusal which came after it had left. */
  succeeded(now: number, departure: number): void {
    const rest = this.rest(now);
    const isOlder = departure <= this.#failedUpTo;
    if (rest && isOlder && (rest.isAskedFor || !PASSING.has(rest.kind))) return;
    this.forget();
  }

  /** The user asks in person: worth a try, unless the service said no, or when. */
  invoked(): void {
    if (!this.#rest || this.#rest.isAskedFor || REFUSED.has(this.#rest.kind)) return;
    if (this.#rest.isCircuitOpen || PASSING.has(this.#rest.kind)) this.forget();
  }

  /** Begins anew. */
  forget(): void {
    this.#failures = 0;
    this.#rest = undefined;
  }
}

function restOf(
  { kind, retryAfterMs }: ServiceError,
  failures: number,
  isCircuitOpen: boolean,
): number {
  if (isCircuitOpen)
    return Math.max(retryAfterMs ?? 0, PASSING.has(kind) ? OPEN_PASSING_MS : OPEN_MS);
  if (retryAfterMs !== undefined) return retryAfterMs;
  if (LASTING.has(kind)) return LASTING_MS;
  const first = kind === 'capacity' ? CAPACITY_MS : FIRST_MS;
  return Math.min(LONGEST_MS, first * 2 ** Math.min(failures - 1, 10));
}
