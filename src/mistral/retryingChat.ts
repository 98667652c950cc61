import type { UsageFeature } from './http/requestReport.ts';
import type { ChatEvent, ChatRequest } from './chat.ts';
import type { Clock } from '../base/clock.ts';
import { delay } from '../base/async.ts';
import { ServiceError, toServiceOrInternalError } from './errors/serviceError.ts';
import type { FailureKind } from './errors/failureKind.ts';
import type { RequestTicket, RateLimiter } from './limits/rateLimiter.ts';
import type { AvailableService, Route } from './serviceRouter.ts';
import type { Feature, ServiceName } from './serviceName.ts';

/** Maximum pause that is waited out automatically, in milliseconds; also the limit for all waits of one answer. */
const MAX_WAIT_MS = 30_000;
/** Maximum number of automatic retries after a temporary failure, before the first piece of the answer only. */
const MAX_RETRIES = 2;
/**
 * No automatic retry starts later than this after the first request, in milliseconds. Three header timeouts of a minute
 * each would take too long.
 */
const RETRY_WITHIN_MS = 40_000;
/** Minimum wait before a retry, in milliseconds; the service's back-off is usually longer. */
const FIRST_BACK_OFF_MS = 1_000;

/** Maximum wait for a permit behind other requests, in milliseconds. */
const MAX_QUEUE_MS = 60_000;

/** Failures that limit the request rate. */
const RATE_LIMITED: ReadonlySet<FailureKind> = new Set(['rateLimited', 'capacity']);
const RETRYABLE: ReadonlySet<FailureKind> = new Set([
  ...RATE_LIMITED,
  'server',
  'offline',
  'timeout',
]);

/** The dependencies of {@link RetryingChat}; for chat answers unless stated otherwise. */
export interface RetryingChatPorts<Request = ChatRequest, Event extends object = ChatEvent> {
  readonly clock: Clock;
  readonly services: {
    route(feature: Feature): Promise<Route>;
    switchAfterRejection(feature: Feature, service: AvailableService, error: ServiceError): boolean;
    whileUnchanged(service: AvailableService): AbortSignal;
  };
  readonly client: {
    streamChat(
      service: AvailableService,
      request: Request,
      signal: AbortSignal,
      feature: UsageFeature,
    ): AsyncIterable<Event>;
  };
  readonly limits: RateLimiter;
  /** Called with exceptions in this extension's code, for the log. The user sees an `internal` failure. */
  readonly onUnexpectedError?: ((thrown: unknown) => void) | undefined;
}

/** Options of one answer. */
export interface RetryingRequest<Request = ChatRequest> {
  /** The feature in the usage statistics. */
  readonly feature: UsageFeature;
  /**
   * Whether this is a direct user action: sending, a command, or Retry. Pauses that may be over are then skipped. False
   * for other extensions' requests and automatic retries.
   */
  readonly isUserAction: boolean;
  /** Creates the request for a service. Throws a ServiceError if that is not possible. */
  readonly prepare: (service: AvailableService) => Request | Promise<Request>;
  /** Called before each request, including retries. */
  readonly onSend?: (service: AvailableService, request: Request) => void;
  /**
   * Called before an automatic retry, with its time in milliseconds since the epoch. `retryNow` ends the wait, even
   * within a rate limit; it does nothing once the wait is over.
   */
  readonly onRetry?: (error: ServiceError, at: number, retryNow: () => void) => void;
  /** Whether the other service may be used if the first one rejects the request. Defaults to true. */
  readonly mayFallBack?: boolean;
}

/**
 * Requests chat answers for all features: waits for a permit and for short pauses, falls back to the other service if
 * one rejects the request, and retries temporary failures. Never retries after the first piece of the answer.
 */
export class RetryingChat<Request = ChatRequest, Event extends object = ChatEvent> {
  readonly #ports: RetryingChatPorts<Request, Event>;

  constructor(ports: RetryingChatPorts<Request, Event>) {
    this.#ports = ports;
  }

  /** Streams one answer. Throws only ServiceError. Aborting the signal closes the socket. */
  async *stream(
    options: RetryingRequest<Request>,
    signal: AbortSignal,
  ): AsyncGenerator<Event, void, undefined> {
    const { clock, services, limits } = this.#ports;
    const progress: Progress = {
      hasBegun: false,
      service: undefined,
      startedAt: undefined,
      waited: 0,
      // A user action counts once per service, and not for retries.
      isRetry: false,
      isForced: false,
      liftedServices: new Set(),
    };
    let retries = 0;
    let hasFallenBack = false;
    for (;;) {
      try {
        yield* this.#attempt(options, progress, signal);
        return;
      } catch (thrown) {
        const error = thrown as ServiceError;
        const { service, hasBegun, startedAt } = progress;
        if (signal.aborted || error.kind === 'aborted' || hasBegun) throw error;
        const isRejected = service && services.switchAfterRejection('chat', service, error);
        if (isRejected && !hasFallenBack && options.mayFallBack !== false) {
          hasFallenBack = true;
          continue;
        }
        if (!service || retries >= MAX_RETRIES || !RETRYABLE.has(error.kind)) throw error;
        const pausedUntil = limits.currentPause(service.name, 'interactive')?.until ?? 0;
        const ms = Math.max(FIRST_BACK_OFF_MS, error.retryAfterMs ?? 0, pausedUntil - clock.now());
        const isInTime = clock.now() + ms - (startedAt ?? clock.now()) <= RETRY_WITHIN_MS;
        if (ms > MAX_WAIT_MS || !isInTime) throw error;
        retries += 1;
        progress.isRetry = true;
        const isWanted = await this.#wait(ms, { options, progress, error, signal });
        if (!isWanted) throw new ServiceError('aborted', error.service);
      }
    }
  }

  /** One request. */
  async *#attempt(
    options: RetryingRequest<Request>,
    progress: Progress,
    signal: AbortSignal,
  ): AsyncGenerator<Event, void, undefined> {
    const { client, clock, limits, services, onUnexpectedError } = this.#ports;
    let service: AvailableService | undefined;
    let unchanged: AbortSignal | undefined;
    let ticket: RequestTicket | undefined;
    try {
      service = await this.#acquire(options, progress, signal);
      const request = await options.prepare(service);
      if (signal.aborted) throw new ServiceError('aborted', service.name);
      ticket = limits.acquire(service.name, 'interactive');
      progress.service = service;
      progress.startedAt ??= clock.now();
      options.onSend?.(service, request);
      unchanged = services.whileUnchanged(service);
      const ended = AbortSignal.any([signal, unchanged]);
      for await (const event of client.streamChat(service, request, ended, options.feature)) {
        if (!('end' in event) && !progress.hasBegun) {
          progress.hasBegun = true;
          limits.onAccepted(service.name, ticket);
        }
        yield event;
      }
      limits.onSuccess(service.name, ticket, 'interactive');
    } catch (thrown) {
      const { name } = service ?? { name: 'mistral' };
      const isServiceChanged = unchanged?.aborted === true && !signal.aborted;
      const error = isServiceChanged
        ? new ServiceError('serviceChanged', name)
        : toServiceOrInternalError(thrown, name);
      if (error !== thrown && !isServiceChanged) onUnexpectedError?.(thrown);
      if (ticket !== undefined) limits.onFailure(error, ticket, 'interactive');
      throw error;
    }
  }

  /**
   * Resolves to the service once it may be used. Waits out short pauses; throws the cause of longer ones. For a user
   * action, only rate limit pauses count.
   */
  async #acquire(
    options: RetryingRequest<Request>,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<AvailableService> {
    const { clock, limits, services } = this.#ports;
    for (;;) {
      const route = await services.route('chat');
      if ('unavailable' in route) throw new ServiceError(route.unavailable, route.service);
      const { name } = route.service;
      if (signal.aborted) throw new ServiceError('aborted', name);
      if (progress.isForced) {
        progress.isForced = false;
        limits.onUserAction(name, 'interactive');
        return route.service;
      }
      const isUserAction = options.isUserAction && !progress.isRetry;
      if (isUserAction && !progress.liftedServices.has(name)) {
        progress.liftedServices.add(name);
        limits.onUserAction(name, 'interactive');
      }
      const paused = limits.currentPause(name, 'interactive');
      limits.onInteractiveWaiting(name);
      let ms = limits.delayFor(name, 'interactive');
      let cause: ServiceError | undefined;
      if (paused && (RATE_LIMITED.has(paused.kind) || !isUserAction)) {
        ms = paused.until - clock.now();
        const { kind, detail, isCircuitOpen } = paused;
        const error = new ServiceError(kind, name, { detail, retryAfterMs: ms });
        const isWorthWaiting = RETRYABLE.has(kind) && (!isCircuitOpen || progress.isRetry);
        if (!isWorthWaiting || progress.waited + ms > MAX_WAIT_MS) throw error;
        cause = error;
      }
      if (ms <= 0) return route.service;
      progress.waited += ms;
      if (progress.waited > MAX_QUEUE_MS) throw new ServiceError('rateLimited', name);
      if (cause) await this.#wait(ms, { options, progress, error: cause, signal });
      else await delay(clock, ms, signal);
    }
  }

  /** Waits for an automatic retry, which the user can bring forward. Resolves to false if the signal is aborted. */
  async #wait(
    ms: number,
    {
      options,
      progress,
      error,
      signal,
    }: {
      readonly options: RetryingRequest<Request>;
      readonly progress: Progress;
      readonly error: ServiceError;
      readonly signal: AbortSignal;
    },
  ): Promise<boolean> {
    const { clock } = this.#ports;
    const forced = new AbortController();
    let isWaiting = true;
    options.onRetry?.(error, clock.now() + ms, () => {
      progress.isForced ||= isWaiting;
      forced.abort();
    });
    await delay(clock, ms, AbortSignal.any([signal, forced.signal]));
    isWaiting = false;
    return !signal.aborted;
  }
}

interface Progress {
  /** Whether a piece of the answer has arrived. */
  hasBegun: boolean;
  /** The service of the last request. */
  service: AvailableService | undefined;
  /** When the first request was sent, in the clock's milliseconds. */
  startedAt: number | undefined;
  /** The time spent waiting for permits in all attempts, in milliseconds. */
  waited: number;
  /** Whether this attempt is an automatic retry. */
  isRetry: boolean;
  /** Whether the user has started this attempt before its time. */
  isForced: boolean;
  /** Services whose pauses this user action has already lifted. */
  readonly liftedServices: Set<ServiceName>;
}
