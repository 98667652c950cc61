import { Allowance } from './allowance.ts';
import { TokenBucket } from './bucket.ts';
import { Circuit } from './circuit.ts';
import type { Clock } from './clock.ts';
import type { FailureKind, ServiceError } from './errors.ts';
import type { RateFacts } from './rateHeaders.ts';
import type { Feature, ServiceName } from './services.ts';
import { SteadyTime } from './steadyTime.ts';

/** Why a service is left alone, and until when. */
export interface Pause {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  /** Such as the host a redirect names. */
  readonly detail: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** It failed so often in a row that it is only looked at now and then. */
  readonly isCircuitOpen: boolean;
}

/** The number under which a request left a service's bucket. */
export type Departure = number;

/** While chat has asked for room within so many milliseconds, completions leave it a place. */
const CHAT_FIRST_MS = 2_000;

/** What is wrong with a chat request or its model says nothing about completions. */
const OF_ONE_REQUEST: ReadonlySet<FailureKind> = new Set([
  'modelUnknown',
  'contextTooLong',
  'badRequest',
  'forbidden',
  'protocol',
  'truncated',
]);

/** Everything known about one service. */
interface Standing {
  readonly circuit: Circuit;
  bucket: TokenBucket;
  allowance: Allowance;
  /** The number of the newest departure. */
  newest: Departure;
  /** Departures up to this one were for other keys or settings. */
  outdated: Departure;
  /** When chat asked for room and did not take it yet. */
  chatAskedAt: number;
}

/**
 * Says which services may be asked and how often, from how they answered. Shared by all features.
 * {@link take} names each request; whoever hands that name back with its result has late answers
 * told from fresh ones, else a result is that of the newest request.
 */
export class Limits {
  readonly #time: SteadyTime;
  readonly #standings = new Map<ServiceName, Standing>();

  constructor(clock: Clock) {
    this.#time = new SteadyTime(clock);
  }

  /** The pause a service is in; undefined if it may be asked. */
  pause(service: ServiceName): Pause | undefined {
    const rest = this.#standing(service).circuit.rest(this.#time.now());
    if (!rest) return undefined;
    const { kind, detail, isCircuitOpen } = rest;
    return { kind, service, detail, until: this.#time.onTheWall(rest.until), isCircuitOpen };
  }

  /** Milliseconds until a request may leave for a service; 0 if one may now. Chat goes first. */
  waitFor(service: ServiceName, feature: Feature = 'completion'): number {
    const now = this.#time.now();
    const standing = this.#standing(service);
    if (feature === 'chat') {
      standing.chatAskedAt = now;
      return standing.bucket.waitFor(now);
    }
    const isChatWaiting = now - standing.chatAskedAt < CHAT_FIRST_MS;
    return Math.max(
      standing.bucket.waitFor(now, isChatWaiting ? 2 : 1),
      standing.allowance.waitFor(now),
    );
  }

  /** A request leaves. */
  take(service: ServiceName, feature: Feature = 'completion'): Departure {
    const now = this.#time.now();
    const standing = this.#standing(service);
    standing.newest += 1;
    standing.bucket.take(now, standing.newest);
    standing.allowance.take(now, feature === 'completion');
    if (feature === 'chat') standing.chatAskedAt = -Infinity;
    return standing.newest;
  }

  /** An answer's headers told what the account has left. */
  observe(service: ServiceName, facts: RateFacts): void {
    this.#standing(service).allowance.observe(facts, this.#time.now());
  }

  /** What the account has left, as last heard; `tokensMonth.left` of 0 is a month that is used up. */
  left(service: ServiceName): RateFacts {
    return this.#standing(service).allowance.left(this.#time.now());
  }

  /** A request failed: its service is left alone for as long as the failure asks for. */
  failed(error: ServiceError, departure?: Departure, feature: Feature = 'completion'): void {
    const now = this.#time.now();
    const { circuit, bucket, newest, outdated } = this.#standing(error.service);
    bucket.ended(departure ?? newest);
    if (error.kind === 'aborted' || error.kind === 'noKey') return;
    if (departure !== undefined && departure <= outdated) return;
    if (feature === 'chat' && OF_ONE_REQUEST.has(error.kind)) return;
    if (error.kind === 'rateLimited') bucket.refused(now);
    circuit.failed(error, now, newest, departure);
  }

  /** The first of an answer came: whatever becomes of it, the service let the request in. */
  accepted(service: ServiceName, departure?: Departure): void {
    const { bucket, newest } = this.#standing(service);
    bucket.accepted(departure ?? newest);
  }

  /** A service answered as it should. */
  succeeded(service: ServiceName, departure?: Departure): void {
    this.accepted(service, departure);
    const { circuit, newest } = this.#standing(service);
    circuit.succeeded(this.#time.now(), departure ?? newest);
  }

  /** The user asks in person: what may have passed by itself is tried again at once. */
  invoked(service: ServiceName): void {
    this.#standing(service).circuit.invoked();
  }

  /**
   * A key or a setting changed: nothing that was refused before says anything now. The pace stays,
   * since the account is the same, but for services that were `renewed`: those with another key or URL.
   */
  changed(renewed: readonly ServiceName[] = []): void {
    for (const standing of this.#standings.values()) {
      standing.circuit.forget();
      standing.outdated = standing.newest;
    }
    for (const service of renewed) {
      const standing = this.#standing(service);
      standing.bucket = new TokenBucket(this.#time.now());
      standing.allowance = new Allowance();
    }
  }

  #standing(service: ServiceName): Standing {
    let standing = this.#standings.get(service);
    if (!standing) {
      standing = {
        circuit: new Circuit(),
        bucket: new TokenBucket(this.#time.now()),
        allowance: new Allowance(),
        newest: 0,
        outdated: 0,
        chatAskedAt: -Infinity,
      };
      this.#standings.set(service, standing);
    }
    return standing;
  }
}
