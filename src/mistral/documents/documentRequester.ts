import { delay } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import { ServiceError, toServiceOrInternalError } from '../errors/serviceError.ts';
import type { RateLimiter } from '../limits/rateLimiter.ts';
import type { AvailableService, Route } from '../serviceRouter.ts';
import type { ServiceName } from '../serviceName.ts';
import type { OcrRequest, OcrResult } from './ocr.ts';

/** The only service that reads documents. */
const SERVICE: ServiceName = 'mistral';
/** Maximum number of automatic retries after a temporary failure. A document that was read is not sent again. */
const MAX_RETRIES = 2;
/** Maximum wait before a retry or behind other requests, in milliseconds. */
const MAX_WAIT_MS = 30_000;
const FIRST_BACK_OFF_MS = 1_000;

/** Failures after which nothing was read and another attempt may succeed. A timeout may have been billed. */
const RETRYABLE: ReadonlySet<FailureKind> = new Set([
  'rateLimited',
  'capacity',
  'server',
  'offline',
]);

/** The dependencies of {@link DocumentRequester}. */
export interface DocumentRequesterPorts {
  readonly clock: Clock;
  readonly services: {
    refresh(service: ServiceName): Promise<Route>;
    whileUnchanged(service: AvailableService): AbortSignal;
  };
  readonly client: {
    readDocument(
      service: AvailableService,
      request: OcrRequest,
      signal: AbortSignal,
    ): Promise<OcrResult>;
  };
  readonly limits: RateLimiter;
}

/** Reads documents at the service that can, within its limits and with retries. */
export class DocumentRequester {
  readonly #ports: DocumentRequesterPorts;

  constructor(ports: DocumentRequesterPorts) {
    this.#ports = ports;
  }

  /** Reads the text of a document. Throws only ServiceError; aborting the signal closes the socket. */
  async read(request: OcrRequest, signal: AbortSignal): Promise<OcrResult> {
    this.#ports.limits.onUserAction(SERVICE, 'interactive');
    for (let retries = 0; ; retries += 1) {
      try {
        return await this.#attempt(request, signal);
      } catch (thrown) {
        const error = toServiceOrInternalError(thrown, SERVICE);
        const { clock, limits } = this.#ports;
        const pausedUntil = limits.currentPause(SERVICE, 'interactive')?.until ?? 0;
        const ms = Math.max(FIRST_BACK_OFF_MS, error.retryAfterMs ?? 0, pausedUntil - clock.now());
        const mayRetry = RETRYABLE.has(error.kind) && retries < MAX_RETRIES && ms <= MAX_WAIT_MS;
        if (!mayRetry || signal.aborted) throw error;
        if (!(await delay(clock, ms, signal))) throw new ServiceError('aborted', SERVICE);
      }
    }
  }

  async #attempt(request: OcrRequest, signal: AbortSignal): Promise<OcrResult> {
    const { client, limits, services } = this.#ports;
    const service = await this.#acquire(signal);
    const ticket = limits.acquire(SERVICE, 'interactive');
    const unchanged = services.whileUnchanged(service);
    try {
      const ended = AbortSignal.any([signal, unchanged]);
      const result = await client.readDocument(service, request, ended);
      limits.onSuccess(SERVICE, ticket, 'interactive');
      return result;
    } catch (thrown) {
      const isServiceChanged = unchanged.aborted && !signal.aborted;
      const error = isServiceChanged
        ? new ServiceError('serviceChanged', SERVICE)
        : toServiceOrInternalError(thrown, SERVICE);
      limits.onFailure(error, ticket, 'interactive');
      throw error;
    }
  }

  /** Waits until a request may be sent. */
  async #acquire(signal: AbortSignal): Promise<AvailableService> {
    const { clock, limits, services } = this.#ports;
    let waited = 0;
    for (;;) {
      const route = await services.refresh(SERVICE);
      if ('unavailable' in route) throw new ServiceError(route.unavailable, SERVICE);
      if (signal.aborted) throw new ServiceError('aborted', SERVICE);
      limits.onInteractiveWaiting(SERVICE);
      const paused = limits.currentPause(SERVICE, 'interactive');
      const pausedMs = paused ? paused.until - clock.now() : 0;
      const ms = Math.max(limits.delayFor(SERVICE, 'interactive'), pausedMs);
      if (ms <= 0) return route.service;
      waited += ms;
      if (waited > MAX_WAIT_MS) {
        throw new ServiceError(paused?.kind ?? 'rateLimited', SERVICE, { retryAfterMs: ms });
      }
      await delay(clock, ms, signal);
    }
  }
}
