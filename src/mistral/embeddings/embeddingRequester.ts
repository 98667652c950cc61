import { delay } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { ServiceError, toServiceOrInternalError } from '../errors/serviceError.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import { waitAfter } from '../limits/backOff.ts';
import type { RateLimiter } from '../limits/rateLimiter.ts';
import type { AvailableService, Route } from '../serviceRouter.ts';
import type { ServiceName } from '../serviceName.ts';
import { embeddingTokens } from './embeddingBatches.ts';
import { EMBEDDING_DIMENSION, EMBEDDING_MODEL } from './embeddings.ts';
import type { EmbeddingAnswer, EmbeddingRequest } from './embeddings.ts';

/** The only service with embeddings; its key may be used at a regional or self-hosted URL. */
const SERVICE: ServiceName = 'mistral';
/** Temporary failures: the same request may succeed later. */
const RETRYABLE: ReadonlySet<FailureKind> = new Set([
  ...(['rateLimited', 'capacity', 'server', 'offline', 'timeout', 'unknownHost'] as const),
  ...(['serviceChanged', 'proxy', 'protocol', 'truncated'] as const),
]);

/** The dependencies of {@link EmbeddingRequester}. */
export interface EmbeddingRequesterPorts {
  readonly clock: Clock;
  readonly services: {
    refresh(name: ServiceName): Promise<Route>;
    whileUnchanged(service: AvailableService): AbortSignal;
  };
  readonly client: {
    embed(
      service: AvailableService,
      request: EmbeddingRequest,
      signal: AbortSignal,
    ): Promise<EmbeddingAnswer>;
  };
  readonly limits: RateLimiter;
}

/** Whether a failure is temporary, so that the request may be repeated later. */
export function isRetryable({ kind }: ServiceError): boolean {
  return RETRYABLE.has(kind);
}

/**
 * Requests embeddings: for the index in the background, after completions and chat; for a search that the user waits for,
 * with the priority of a chat request.
 */
export class EmbeddingRequester {
  readonly #ports: EmbeddingRequesterPorts;

  constructor(ports: EmbeddingRequesterPorts) {
    this.#ports = ports;
  }

  /** Whether requests are possible: the service has a key, or needs none. */
  async isAvailable(): Promise<boolean> {
    return !('unavailable' in (await this.#ports.services.refresh(SERVICE)));
  }

  /**
   * The vectors of texts, in one request after a wait for its permit. Throws only ServiceError. Never retries.
   * `isUserAction` skips the wait for idle time, since the user is waiting.
   */
  async embed(
    inputs: readonly string[],
    signal: AbortSignal,
    isUserAction = false,
  ): Promise<readonly Int8Array[]> {
    const { services, client, limits } = this.#ports;
    const priority = isUserAction ? 'interactive' : 'background';
    const tokens = inputs.reduce((sum, text) => sum + embeddingTokens(text.length), 0);
    const service = await this.#acquire(priority, tokens, signal);
    const ticket = limits.acquire(service.name, priority);
    const unchanged = services.whileUnchanged(service);
    try {
      const ended = AbortSignal.any([signal, unchanged]);
      const request = { model: EMBEDDING_MODEL, inputs, dimension: EMBEDDING_DIMENSION };
      const { vectors } = await client.embed(service, request, ended);
      limits.onAccepted(service.name, ticket);
      return vectors;
    } catch (thrown) {
      const isServiceChanged = unchanged.aborted && !signal.aborted;
      const error = isServiceChanged
        ? new ServiceError('serviceChanged', service.name)
        : toServiceOrInternalError(thrown, service.name);
      limits.onFailure(error, ticket, 'background');
      throw error;
    }
  }

  /** The wait in milliseconds after `failures` failures in a row. */
  waitAfter({ kind, retryAfterMs }: ServiceError, failures: number): number {
    return waitAfter(kind, failures, retryAfterMs);
  }

  async #acquire(
    priority: 'interactive' | 'background',
    tokens: number,
    signal: AbortSignal,
  ): Promise<AvailableService> {
    const { clock, limits, services } = this.#ports;
    for (;;) {
      const route = await services.refresh(SERVICE);
      if ('unavailable' in route) throw new ServiceError(route.unavailable, route.service);
      if (signal.aborted) throw new ServiceError('aborted', SERVICE);
      const paused = limits.currentPause(SERVICE, 'background');
      if (paused) {
        const retryAfterMs = Math.max(0, paused.until - clock.now());
        throw new ServiceError(paused.kind, SERVICE, { detail: paused.detail, retryAfterMs });
      }
      if (priority === 'interactive') limits.onInteractiveWaiting(SERVICE);
      const ms = limits.delayFor(SERVICE, priority, tokens);
      if (ms <= 0) return route.service;
      await delay(clock, ms, signal);
    }
  }
}
