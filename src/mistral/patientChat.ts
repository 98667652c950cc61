import type { UsageFeature } from './call.ts';
import type { ChatEvent, ChatRequest } from './chat.ts';
import type { Clock } from './clock.ts';
import { pause } from './clock.ts';
import { ServiceError, toServiceError } from './errors.ts';
import type { FailureKind } from './errors.ts';
import type { Departure, Limits } from './limits.ts';
import type { Feature, OpenService, Route } from './services.ts';

/** A pause that the service asks for is waited for if it is no longer than this; else the user decides. */
const LONGEST_WAIT_MS = 30_000;
/** What passes by itself is asked for again twice, and only before the first piece; without Retry-After so soon. */
const BACK_OFF_MS = [1_000, 3_000] as const;

/** The service says: not so fast. */
const PACE: ReadonlySet<FailureKind> = new Set(['rateLimited', 'capacity']);
const PASSING: ReadonlySet<FailureKind> = new Set([...PACE, 'server', 'offline', 'timeout']);

/** What answers are asked with. */
export interface PatientChatPorts {
  readonly clock: Clock;
  readonly services: {
    route(feature: Feature): Promise<Route>;
    refused(feature: Feature, service: OpenService, error: ServiceError): boolean;
  };
  readonly client: {
    streamChat(
      service: OpenService,
      request: ChatRequest,
      signal: AbortSignal,
      feature: UsageFeature,
    ): AsyncIterable<ChatEvent>;
  };
  readonly limits: Limits;
}

/** How to ask, and who hears of it. */
export interface PatientRequest {
  /** What the statistics count it under. */
  readonly feature: UsageFeature;
  /** Makes the request for a service; throws a ServiceError if there can be none. */
  readonly prepare: (service: OpenService) => ChatRequest | Promise<ChatRequest>;
  /** A request leaves; it may not be the last. */
  readonly sent?: (service: OpenService, request: ChatRequest) => void;
  /** The service is asked again by itself, at a time in milliseconds since the epoch. */
  readonly retrying?: (error: ServiceError, at: number) => void;
  /** Whether the request may go to the other service once its own has refused it; it may, unless told otherwise. */
  readonly mayMove?: boolean;
}

/**
 * Asks for chat answers with patience, for all who chat: waits for its turn and for short pauses, goes to the other
 * service where one refuses, and asks again for what passes by itself. Once a piece of the answer is there, nothing
 * is asked for twice.
 */
export class PatientChat {
  readonly #ports: PatientChatPorts;

  constructor(ports: PatientChatPorts) {
    this.#ports = ports;
  }

  /** One answer; all it throws is a ServiceError. Aborting the signal closes the socket. */
  async *stream(
    asked: PatientRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent, void, undefined> {
    const { clock, services } = this.#ports;
    const progress: Progress = { hasBegun: false, service: undefined };
    let retries = 0;
    let hasMoved = false;
    for (;;) {
      try {
        yield* this.#attempt(asked, progress, signal);
        return;
      } catch (thrown) {
        const error = thrown as ServiceError;
        const { service, hasBegun } = progress;
        if (signal.aborted || error.kind === 'aborted' || hasBegun) throw error;
        const isRefused = !hasMoved && service && services.refused('chat', service, error);
        if (isRefused && asked.mayMove !== false) {
          hasMoved = true;
          continue;
        }
        const ms = waitAfter(error, retries);
        if (ms === undefined) throw error;
        retries += 1;
        asked.retrying?.(error, clock.now() + ms);
        if (!(await pause(clock, ms, signal))) throw new ServiceError('aborted', error.service);
      }
    }
  }

  /** One request. */
  async *#attempt(
    asked: PatientRequest,
    progress: Progress,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent, void, undefined> {
    const { client, limits } = this.#ports;
    let service: OpenService | undefined;
    let departure: Departure | undefined;
    try {
      service = await this.#admitted(asked, signal);
      const request = await asked.prepare(service);
      if (signal.aborted) throw new ServiceError('aborted', service.name);
      departure = limits.take(service.name, 'chat');
      progress.service = service;
      asked.sent?.(service, request);
      for await (const event of client.streamChat(service, request, signal, asked.feature)) {
        if (!('end' in event) && !progress.hasBegun) {
          progress.hasBegun = true;
          limits.accepted(service.name, departure);
        }
        yield event;
      }
      limits.succeeded(service.name, departure);
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service?.name ?? 'mistral' });
      if (departure !== undefined) limits.failed(error, departure, 'chat');
      throw error;
    }
  }

  /**
   * The service, once it may be asked. The user asks in person: of its pauses only those for pace count.
   * Short ones are waited for.
   */
  async #admitted(asked: PatientRequest, signal: AbortSignal): Promise<OpenService> {
    const { clock, limits, services } = this.#ports;
    for (;;) {
      const route = await services.route('chat');
      if ('closed' in route) throw new ServiceError(route.closed, route.service);
      const { name } = route.service;
      if (signal.aborted) throw new ServiceError('aborted', name);
      limits.invoked(name);
      const paused = limits.pause(name);
      let ms = limits.waitFor(name, 'chat');
      if (paused && PACE.has(paused.kind)) {
        ms = paused.until - clock.now();
        const { kind, detail } = paused;
        const error = new ServiceError(kind, name, { detail, retryAfterMs: ms });
        if (ms > LONGEST_WAIT_MS) throw error;
        asked.retrying?.(error, paused.until);
      }
      if (ms <= 0) return route.service;
      await pause(clock, ms, signal);
    }
  }
}

interface Progress {
  /** Something of the answer has come. */
  hasBegun: boolean;
  /** The service that was last asked. */
  service: OpenService | undefined;
}

/** Milliseconds until the next try; undefined if it is the user's to decide. */
function waitAfter(error: ServiceError, retries: number): number | undefined {
  const backOff = BACK_OFF_MS[retries];
  if (backOff === undefined || !PASSING.has(error.kind)) return undefined;
  const ms = error.retryAfterMs ?? backOff;
  return ms <= LONGEST_WAIT_MS ? ms : undefined;
}
