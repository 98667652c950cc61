import type { ChatEvent, ChatRequest } from '../mistral/chat.ts';
import type { Clock } from '../mistral/clock.ts';
import { pause } from '../mistral/clock.ts';
import { ServiceError, toServiceError } from '../mistral/errors.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { Departure, Limits } from '../mistral/limits.ts';
import type { Price } from '../mistral/prices.ts';
import type { Feature, OpenService, Route } from '../mistral/services.ts';
import type { Answer, Failure, LeftOut } from './conversation.ts';
import { failureOf, Growing } from './growing.ts';

/** A pause that the service asks for is waited for if it is no longer than this; else the user decides. */
const LONGEST_WAIT_MS = 30_000;
/** What passes by itself is asked for again twice, and only before the first text; without Retry-After so soon. */
const BACK_OFF_MS = [1_000, 3_000] as const;

/** The service says: not so fast. */
const PACE: ReadonlySet<FailureKind> = new Set(['rateLimited', 'capacity']);
const PASSING: ReadonlySet<FailureKind> = new Set([...PACE, 'server', 'offline', 'timeout']);

/** What answers are asked with. */
export interface AnsweringPorts {
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
    ): AsyncIterable<ChatEvent>;
  };
  readonly limits: Limits;
  /** What a model costs now; undefined where nobody knows. */
  readonly price: (model: string) => Price | undefined;
}

/** A request that is ready to leave. */
export interface Prepared {
  readonly request: ChatRequest;
  readonly leftOut: LeftOut | undefined;
}

/** How to ask, and who hears of it. */
export interface Asked {
  /** The answer so far: empty, or what is to be continued. */
  readonly answer: Answer;
  /** Makes the request for a service; throws a ServiceError if there can be none. */
  readonly prepare: (service: OpenService) => Promise<Prepared>;
  /** The answer in another state; its text and thoughts only ever grow. */
  readonly changed: (answer: Answer) => void;
  /** The service is asked again by itself, at a time in milliseconds since the epoch. */
  readonly retrying: (failure: Failure, at: number) => void;
}

/** Asks for one answer: which service, when, again or not; and what became of it. */
export class Answering {
  readonly #ports: AnsweringPorts;

  constructor(ports: AnsweringPorts) {
    this.#ports = ports;
  }

  /** Resolves to the answer as it ended; never rejects. Aborting the signal closes the socket. */
  async answer(asked: Asked, signal: AbortSignal): Promise<Answer> {
    const { clock, services } = this.#ports;
    const growing = new Growing(asked.answer, asked.changed, clock);
    let retries = 0;
    let hasMoved = false;
    for (;;) {
      const error = await this.#attempt(asked, growing, signal);
      if (!error) return growing.answer;
      if (signal.aborted || error.kind === 'aborted') return growing.ended('stopped');
      if (growing.hasBegun) return growing.ended('interrupted', error);
      if (!hasMoved && growing.service && services.refused('chat', growing.service, error)) {
        hasMoved = true;
        continue;
      }
      const ms = waitAfter(error, retries);
      if (ms === undefined) return growing.ended('failed', error);
      retries += 1;
      asked.retrying(failureOf(error, clock.now()), clock.now() + ms);
      if (!(await pause(clock, ms, signal))) return growing.ended('stopped');
    }
  }

  /** One request; resolves to what was wrong with it. */
  async #attempt(
    asked: Asked,
    growing: Growing,
    signal: AbortSignal,
  ): Promise<ServiceError | undefined> {
    const { client, limits, price } = this.#ports;
    let service: OpenService | undefined;
    let departure: Departure | undefined;
    try {
      service = await this.#admitted(asked, signal);
      const { request, leftOut } = await asked.prepare(service);
      if (signal.aborted) throw new ServiceError('aborted', service.name);
      departure = limits.take(service.name, 'chat');
      growing.sent(service, request.model, leftOut);
      let end = '';
      for await (const event of client.streamChat(service, request, signal)) {
        if ('end' in event) {
          end = event.end;
          growing.used(event.usage, price(request.model));
        } else {
          if (!growing.hasBegun) limits.accepted(service.name, departure);
          growing.add('text' in event ? event.text : '', 'thinking' in event ? event.thinking : '');
        }
      }
      limits.succeeded(service.name, departure);
      growing.ended(isCut(end) ? 'cut' : 'done');
      return undefined;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service?.name ?? growing.answer.service });
      if (departure !== undefined) limits.failed(error, departure, 'chat');
      return error;
    }
  }

  /**
   * The service, once it may be asked. The user asks in person: of its pauses only those for pace count.
   * Short ones are waited for.
   */
  async #admitted(asked: Asked, signal: AbortSignal): Promise<OpenService> {
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
        asked.retrying(failureOf(error, clock.now()), paused.until);
      }
      if (ms <= 0) return route.service;
      await pause(clock, ms, signal);
    }
  }
}

/** Milliseconds until the next try; undefined if it is the user's to decide. */
function waitAfter(error: ServiceError, retries: number): number | undefined {
  const backOff = BACK_OFF_MS[retries];
  if (backOff === undefined || !PASSING.has(error.kind)) return undefined;
  const ms = error.retryAfterMs ?? backOff;
  return ms <= LONGEST_WAIT_MS ? ms : undefined;
}

function isCut(end: string): boolean {
  return end === 'length' || end === 'model_length';
}
