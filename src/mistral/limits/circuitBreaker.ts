import { backOffOf, waitAfter } from './backOff.ts';
import type { ServiceError } from '../errors/serviceError.ts';
import type { FailureKind } from '../errors/failureKind.ts';

/** Why requests to a service are paused, and until when. */
export interface MonotonicPause {
  readonly kind: FailureKind;
  /** For example the host of a redirect. */
  readonly detail: string | undefined;
  /** In milliseconds of a monotonic clock. */
  readonly until: number;
  /** Whether the circuit is open: after several failures in a row, only occasional requests are sent. */
  readonly isCircuitOpen: boolean;
  /** Whether the service requested this wait with Retry-After. */
  readonly isRequested: boolean;
  /** Until when manual retries must wait as well, on the same clock as `until`. */
  readonly userUntil: number;
}

/** Temporary failures of the network or the service. */
const TRANSIENT: ReadonlySet<FailureKind> = new Set([
  'offline',
  'unknownHost',
  'timeout',
  'server',
  'protocol',
  'truncated',
  'proxy',
  'certificate',
]);
/** Failures that need an action by the user. */
const REFUSED: ReadonlySet<FailureKind> = new Set(['unauthorised', 'payment', 'forbidden']);
/** The number of failures in a row that opens the circuit. */
const OPENS_AT = 5;

/**
 * Tracks a service's failures in a row and the resulting pause. Requests are identified by ticket numbers, since
 * answers may arrive after newer results.
 */
export class CircuitBreaker {
  /** Failures in a row, and how many of them were temporary: their wait doubles. */
  #failures = 0;
  #doublingFailures = 0;
  #pause: MonotonicPause | undefined;
  /** The newest ticket at the last failure. Requests up to it were sent under the same conditions. */
  #failedUpTo = -1;

  /** The current pause. */
  currentPause(now: number): MonotonicPause | undefined {
    return this.#pause && this.#pause.until > now ? this.#pause : undefined;
  }

  /** Records a failure. `ticket` is undefined if the caller does not know it. */
  onFailure(error: ServiceError, now: number, newest: number, ticket?: number): void {
    const { kind, detail, retryAfterMs } = error;
    const { initialMs, maxMs, openMs, maxManualRetryAfterMs } = backOffOf(kind);
    // Requests that were sent together and fail together count as one failure.
    if (ticket === undefined || ticket > this.#failedUpTo) {
      this.#failures += 1;
      // Refusals have a fixed wait, and say nothing about how long a later rate limit lasts.
      if (initialMs < maxMs) this.#doublingFailures += 1;
    }
    this.#failedUpTo = newest;
    const isCircuitOpen = this.#failures >= OPENS_AT && openMs !== undefined;
    const until = now + waitAfter(kind, this.#doublingFailures, retryAfterMs, isCircuitOpen);
    // A late timeout must not shorten the pause after a rejected key.
    if ((this.currentPause(now)?.until ?? 0) > until) return;
    const isRequested = retryAfterMs !== undefined;
    // Rate limits apply to manual requests as well: at least our own wait.
    const min = openMs === undefined ? waitAfter(kind, this.#doublingFailures, undefined) : 0;
    const forUser = isRequested ? Math.max(min, Math.min(retryAfterMs, maxManualRetryAfterMs)) : 0;
    const userUntil = Math.min(until, now + forUser);
    this.#pause = { kind, detail, until, isCircuitOpen, isRequested, userUntil };
  }

  /** Records a success. Does not lift a rejection that is newer than the request. */
  onSuccess(now: number, ticket: number): void {
    const pause = this.currentPause(now);
    const isOlder = ticket <= this.#failedUpTo;
    if (pause && isOlder && (pause.isRequested || !TRANSIENT.has(pause.kind))) return;
    this.forget();
  }

  /**
   * A manual retry: lifts the pause unless the service rejected the request or set a time. That time counts up to the
   * limit in `backOff.ts`.
   */
  onUserAction(now: number): void {
    const pause = this.#pause;
    if (!pause || REFUSED.has(pause.kind) || now < pause.userUntil) return;
    if (pause.isRequested || pause.isCircuitOpen || TRANSIENT.has(pause.kind)) this.forget();
  }

  /** Resets all state. */
  forget(): void {
    this.#failures = 0;
    this.#doublingFailures = 0;
    this.#pause = undefined;
  }
}
