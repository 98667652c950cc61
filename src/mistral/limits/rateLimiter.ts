import { QuotaPacer } from './quotaPacer.ts';
import { TokenBucket } from './tokenBucket.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ServiceError } from '../errors/serviceError.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import type { RateFacts } from './rateHeaders.ts';
import type { RequestPriority, ServiceName } from '../serviceName.ts';
import { MonotonicClock } from '../../base/monotonicClock.ts';

/** Why requests to a service are paused, and until when. */
export interface Pause {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  /** For example the host of a redirect. */
  readonly detail: string | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Whether it failed so often in a row that only occasional requests are sent. */
  readonly isCircuitOpen: boolean;
}

/** The number of a request, assigned when it acquires its permit. */
export type RequestTicket = number;

/** How long completions leave room for a chat request after it last waited for a permit, in milliseconds. */
const CHAT_PRIORITY_MS = 2_000;

/** How long background requests wait after the last completion or chat request, in milliseconds. */
const IDLE_MS = 1_500;

/** Failures of a chat request or its model, which say nothing about completions. */
const REQUEST_ERRORS: ReadonlySet<FailureKind> = new Set([
  'modelUnknown',
  'modelNotAllowed',
  'contextTooLong',
  'badRequest',
  'forbidden',
  'protocol',
  'truncated',
  'internal',
]);
/** Failures of a completion request or its model, which say nothing about chat and other features. */
const COMPLETION_ERRORS: ReadonlySet<FailureKind> = new Set([
  ...(['modelUnknown', 'modelNotAllowed', 'modelNotFim', 'contextTooLong'] as const),
  ...(['badRequest', 'notFound', 'capacity'] as const),
]);
/** Failures that say nothing about a service, since the request was not sent or not finished. */
const SAYS_NOTHING: ReadonlySet<FailureKind> = new Set(['aborted', 'serviceChanged', 'noKey']);

/** The state of a service. */
interface ServiceState {
  readonly circuit: CircuitBreaker;
  /** For failures that concern completions alone. */
  readonly completionCircuit: CircuitBreaker;
  /** For chats and documents whose model is at capacity. */
  readonly chatCircuit: CircuitBreaker;
  bucket: TokenBucket;
  /** The quotas by feature: each feature uses a different model, and quotas apply to a model. */
  quotas: Readonly<Record<RequestPriority, QuotaPacer>>;
  /** The newest ticket. */
  newest: RequestTicket;
  /** Tickets up to this one belong to previous keys or settings. */
  staleUpTo: RequestTicket;
  /** When a chat request last waited for a permit that it has not acquired yet. */
  interactiveWaitedAt: number;
  /** When completions or chat last acquired a permit. */
  usedAt: number;
}

/**
 * Decides when requests may be sent, based on how services respond. Shared by all features. {@link acquire} returns a
 * ticket; passing it back with the result distinguishes late results from current ones. Without it, a result counts for
 * the newest request.
 */
export class RateLimiter {
  readonly #time: MonotonicClock;
  readonly #states = new Map<ServiceName, ServiceState>();
  readonly #onDidChangePause = new Emitter<ServiceName>();
  /** Fires when a failure has begun or a success has ended the pause of completions at a service. */
  readonly onDidChangePause = this.#onDidChangePause.event;

  constructor(clock: Clock) {
    this.#time = new MonotonicClock(clock);
  }

  /** The current pause of a service for requests of a priority; undefined if they may be sent. */
  currentPause(service: ServiceName, priority: RequestPriority = 'completion'): Pause | undefined {
    const now = this.#time.now();
    const [one, other] = this.#circuits(service, priority).map((circuit) =>
      circuit.currentPause(now),
    );
    const pause = one && other && other.until > one.until ? other : (one ?? other);
    if (!pause) return undefined;
    const { kind, detail, isCircuitOpen } = pause;
    return { kind, service, detail, until: this.#time.toWallClock(pause.until), isCircuitOpen };
  }

  /**
   * The milliseconds until a request may be sent; 0 if now. Completions leave room for a chat request that waits, see
   * {@link onInteractiveWaiting}. Requests in the background, of `tokens` tokens, wait until there have been no others for a
   * while, and leave half of each quota to them.
   */
  delayFor(service: ServiceName, priority: RequestPriority = 'completion', tokens = 0): number {
    const now = this.#time.now();
    const state = this.#state(service);
    if (priority === 'interactive') return state.bucket.delayFor(now);
    if (priority === 'background') {
      return Math.max(
        state.bucket.delayUntilFull(now),
        state.quotas.background.delayForBackground(now, tokens),
        // In case the account shares one quota.
        state.quotas.completion.delayForBackground(now, tokens),
        Math.max(state.usedAt, state.interactiveWaitedAt) + IDLE_MS - now,
      );
    }
    const isChatWaiting = now - state.interactiveWaitedAt < CHAT_PRIORITY_MS;
    return Math.max(
      state.bucket.delayFor(now, isChatWaiting ? 2 : 1),
      state.quotas.completion.delayFor(now),
    );
  }

  /** Call while a chat request waits for its permit: completions leave room for it. */
  onInteractiveWaiting(service: ServiceName): void {
    this.#state(service).interactiveWaitedAt = this.#time.now();
  }

  /** Whether two requests for completions may be sent now. */
  hasRoomForTwo(service: ServiceName): boolean {
    return (
      this.delayFor(service) === 0 &&
      this.#state(service).bucket.delayFor(this.#time.now(), 2) === 0
    );
  }

  /** Records a request and returns its ticket. */
  acquire(service: ServiceName, priority: RequestPriority = 'completion'): RequestTicket {
    const now = this.#time.now();
    const state = this.#state(service);
    state.newest += 1;
    if (priority !== 'background') state.usedAt = now;
    state.bucket.acquire(now, state.newest);
    state.quotas[priority].spend(now, priority === 'completion');
    if (priority === 'interactive') state.interactiveWaitedAt = -Infinity;
    return state.newest;
  }

  /** Records the quota in the headers of a response to a request of this priority. */
  observe(service: ServiceName, facts: RateFacts, priority: RequestPriority = 'completion'): void {
    this.#state(service).quotas[priority].observe(facts, this.#time.now());
  }

  /**
   * The remaining quota as last reported, of completions if they have one. `tokensMonth.remaining` of 0 means that the
   * month's quota is used up.
   */
  remaining(service: ServiceName): RateFacts {
    const { background, interactive, completion } = this.#state(service).quotas;
    const now = this.#time.now();
    return {
      ...background.remaining(now),
      ...interactive.remaining(now),
      ...completion.remaining(now),
    };
  }

  /**
   * Records a failure, which pauses the service, or only requests of this priority, according to its kind. Failures in the background
   * pause nothing: their limit may be a separate one, and completions would suffer.
   */
  onFailure(
    error: ServiceError,
    ticket?: RequestTicket,
    priority: RequestPriority = 'completion',
  ): void {
    const now = this.#time.now();
    const { circuit, completionCircuit, chatCircuit, bucket, newest, staleUpTo } = this.#state(
      error.service,
    );
    bucket.onEnded(ticket ?? newest);
    if (priority === 'background') return;
    if (SAYS_NOTHING.has(error.kind)) return;
    if (ticket !== undefined && ticket <= staleUpTo) return;
    if (priority === 'interactive' && REQUEST_ERRORS.has(error.kind)) return;
    if (error.kind === 'rateLimited') bucket.onRejected(now);
    const isOwn = priority === 'completion' && COMPLETION_ERRORS.has(error.kind);
    const isChatModel = priority === 'interactive' && error.kind === 'capacity';
    const paused = isOwn ? completionCircuit : isChatModel ? chatCircuit : circuit;
    const wasPaused = this.currentPause(error.service) !== undefined;
    paused.onFailure(error, now, newest, ticket);
    if (!wasPaused && this.currentPause(error.service)) this.#onDidChangePause.fire(error.service);
  }

  /** Records the first data of an answer: whatever happens later, the service accepted the request. */
  onAccepted(service: ServiceName, ticket?: RequestTicket): void {
    const { bucket, newest } = this.#state(service);
    bucket.onAccepted(ticket ?? newest);
  }

  /** Records a success. */
  onSuccess(
    service: ServiceName,
    ticket?: RequestTicket,
    priority: RequestPriority = 'completion',
  ): void {
    this.onAccepted(service, ticket);
    const { newest } = this.#state(service);
    const now = this.#time.now();
    const wasPaused = this.currentPause(service) !== undefined;
    for (const circuit of this.#circuits(service, priority))
      circuit.onSuccess(now, ticket ?? newest);
    if (wasPaused && !this.currentPause(service)) this.#onDidChangePause.fire(service);
  }

  /** A direct user action: lifts pauses that may be over. Never call it for automatic requests. */
  onUserAction(service: ServiceName, priority: RequestPriority = 'completion'): void {
    for (const circuit of this.#circuits(service, priority)) circuit.onUserAction(this.#time.now());
  }

  /**
   * Call when a key or setting changes: earlier rejections are obsolete. The pace is kept, since the account is the
   * same, except for `renewed` services, which have another key or URL.
   */
  onSettingsChanged(renewed: readonly ServiceName[] = []): void {
    for (const state of this.#states.values()) {
      state.circuit.forget();
      state.completionCircuit.forget();
      state.chatCircuit.forget();
      state.staleUpTo = state.newest;
    }
    for (const service of renewed) {
      const state = this.#state(service);
      state.bucket = new TokenBucket(this.#time.now());
      state.quotas = newQuotas();
    }
  }

  /** The circuit breakers that can pause requests of a priority. */
  #circuits(service: ServiceName, priority: RequestPriority): readonly CircuitBreaker[] {
    const { circuit, completionCircuit, chatCircuit } = this.#state(service);
    if (priority === 'background') return [circuit];
    return [circuit, priority === 'completion' ? completionCircuit : chatCircuit];
  }

  #state(service: ServiceName): ServiceState {
    let state = this.#states.get(service);
    if (!state) {
      state = {
        circuit: new CircuitBreaker(),
        completionCircuit: new CircuitBreaker(),
        chatCircuit: new CircuitBreaker(),
        bucket: new TokenBucket(this.#time.now()),
        quotas: newQuotas(),
        newest: 0,
        staleUpTo: 0,
        interactiveWaitedAt: -Infinity,
        usedAt: -Infinity,
      };
      this.#states.set(service, state);
    }
    return state;
  }
}

function newQuotas(): ServiceState['quotas'] {
  return {
    completion: new QuotaPacer(),
    interactive: new QuotaPacer(),
    background: new QuotaPacer(),
  };
}
