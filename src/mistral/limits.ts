import { TokenBucket } from './bucket.ts';
import type { Clock } from './clock.ts';
import type { FailureKind, ServiceError } from './errors.ts';
import type { ServiceName } from './services.ts';

/** Why a service is left alone, and until when. */
export interface Pause {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  /** Such as the host a redirect names. */
  readonly detail: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What is refused until someone changes a key or a setting; asked again now and then all the same. */
const LASTING: ReadonlySet<FailureKind> = new Set([
  'unauthorised',
  'payment',
  'forbidden',
  'modelUnknown',
  'modelNotFim',
  'notFound',
  'badUrl',
  'redirect',
]);
/** New keys take some minutes to work, so a refusal is not for ever. */
const LASTING_MS = 5 * 60_000;
/** Back-off without Retry-After: 2 s, 4 s, … up to two minutes. */
const FIRST_MS = 2_000;
const LONGEST_MS = 120_000;
/** A tier without capacity stays so for longer than a burst of requests. */
const CAPACITY_MS = 20_000;

/** Says which services may be asked and how often, from how they answered. Shared by all features. */
export class Limits {
  readonly #clock: Clock;
  readonly #pauses = new Map<ServiceName, Pause>();
  readonly #failures = new Map<ServiceName, number>();
  readonly #buckets = new Map<ServiceName, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The pause a service is in; undefined if it may be asked. */
  pause(service: ServiceName): Pause | undefined {
    const pause = this.#pauses.get(service);
    return pause && pause.until > this.#clock.now() ? pause : undefined;
  }

  /** Milliseconds until a request may leave for a service; 0 if one may now. */
  waitFor(service: ServiceName): number {
    return this.#bucket(service).waitFor(this.#clock.now());
  }

  /** A request leaves. */
  take(service: ServiceName): void {
    this.#bucket(service).take(this.#clock.now());
  }

  /** A service failed: it is left alone for as long as its failure asks for. */
  failed(error: ServiceError): void {
    if (error.kind === 'aborted' || error.kind === 'noKey') return;
    const failures = (this.#failures.get(error.service) ?? 0) + 1;
    this.#failures.set(error.service, failures);
    const { kind, service, detail } = error;
    if (kind === 'rateLimited') this.#bucket(service).refused(this.#clock.now());
    const until = this.#clock.now() + restOf(error, failures);
    this.#pauses.set(service, { kind, service, detail, until });
  }

  /** A service answered as it should. */
  succeeded(service: ServiceName): void {
    this.#failures.delete(service);
    this.#pauses.delete(service);
  }

  /** A key or a setting changed: nothing that was refused before says anything now. */
  changed(): void {
    this.#failures.clear();
    this.#pauses.clear();
  }

  #bucket(service: ServiceName): TokenBucket {
    let bucket = this.#buckets.get(service);
    if (!bucket) {
      bucket = new TokenBucket(this.#clock.now());
      this.#buckets.set(service, bucket);
    }
    return bucket;
  }
}

function restOf(error: ServiceError, failures: number): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  if (LASTING.has(error.kind)) return LASTING_MS;
  const first = error.kind === 'capacity' ? CAPACITY_MS : FIRST_MS;
  return Math.min(LONGEST_MS, first * 2 ** Math.min(failures - 1, 10));
}
