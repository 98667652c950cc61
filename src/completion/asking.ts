import type { FimEvent, FimRequest } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import type { ServiceError } from '../mistral/errors.ts';
import { toServiceError } from '../mistral/errors.ts';
import type { Limits } from '../mistral/limits.ts';
import type { ClosedService, Feature, OpenService, Route } from '../mistral/services.ts';
import type { Answered } from './answer.ts';
import { answerAt } from './answer.ts';
import type { Ended } from './ending/ending.ts';
import type { Flight } from './inflight.ts';
import type { Heard } from './listening.ts';
import { listen } from './listening.ts';
import type { Mode } from './ending/mode.ts';
import type { Snapshot } from './snapshot.ts';
import type { Purpose, RequestTrace } from './trace.ts';
import { pause } from './waiting.ts';

/** The end of a pause so short is worth waiting for: the first back-off is, with the key that met it. */
const SHORT_PAUSE_MS = 2_500;

/** What the engine is doing, for the status. */
export type Activity =
  | { readonly kind: 'asking' | 'answered' | 'given up' }
  | { readonly kind: 'failed'; readonly error: ServiceError };

/** What requests need. */
export interface AskingPorts {
  readonly clock: Clock;
  readonly services: {
    route(feature: Feature): Promise<Route>;
    refused(feature: Feature, service: OpenService, error: ServiceError): boolean;
  };
  readonly client: {
    streamFim(
      service: OpenService,
      request: FimRequest,
      signal: AbortSignal,
    ): AsyncIterable<FimEvent>;
  };
  readonly limits: Limits;
  readonly onActivity: (activity: Activity) => void;
}

/** A service that may be asked now, or why none may. */
export type Admission =
  | { readonly service: OpenService }
  /** `until`: when the pause ends, in milliseconds since the epoch. */
  | { readonly reason: ClosedService['closed'] | 'paused' | 'superseded'; readonly until?: number };

/** One request: what to ask for, and where. */
export interface Question {
  readonly purpose: Purpose;
  readonly snapshot: Snapshot;
  readonly mode: Mode;
  readonly request: FimRequest;
  readonly service: OpenService;
  /** Lines to show at once, and to hear in all. */
  readonly portion: number;
  readonly reach: number;
}

/** What a request brought. */
export interface Landed {
  readonly ended: Ended;
  readonly answered: Answered;
  readonly trace: RequestTrace;
}

/** Who hears of a request. */
export interface Listener {
  /** The first text came after so many milliseconds. */
  readonly firstText: (ms: number) => void;
  /** More of the answer has come. */
  readonly heard: () => void;
  /** All of it has, and the flight is about to land. */
  readonly landed: (landed: Landed) => void;
}

/** Asks the services: whether and when one may be asked, and one request from its sending to its shaped answer. */
export class Asking {
  readonly #ports: AskingPorts;

  constructor(ports: AskingPorts) {
    this.#ports = ports;
  }

  /** The same as {@link open}, but for a user who types the end of a short pause is waited for. */
  async openSoon(trigger: 'automatic' | 'invoke', waiting: AbortSignal): Promise<Admission> {
    for (;;) {
      const open = await this.open();
      const until = 'reason' in open ? open.until : undefined;
      const ms = (until ?? Infinity) - this.#ports.clock.now();
      if (trigger === 'invoke' || ms > SHORT_PAUSE_MS) return open;
      if (!(await pause(this.#ports.clock, ms, waiting))) return { reason: 'superseded' };
    }
  }

  /** The service that may be asked now, or why none may. */
  async open(): Promise<Admission> {
    const route = await this.#ports.services.route('completion');
    if ('closed' in route) return { reason: route.closed };
    const paused = this.#ports.limits.pause(route.service.name);
    return paused ? { reason: 'paused', until: paused.until } : route;
  }

  /**
   * Waits for room in the service's bucket; of the wishes that wait, only the newest is still wanted. After
   * a wait everything may be different: the key, the service, a refusal.
   */
  async admitted(waiting: AbortSignal): Promise<Admission> {
    const { clock, limits } = this.#ports;
    for (;;) {
      const open = await this.open();
      if ('reason' in open) return open;
      const ms = limits.waitFor(open.service.name);
      if (ms === 0) {
        limits.take(open.service.name);
        return open;
      }
      if (!(await pause(clock, ms, waiting))) return { reason: 'superseded' };
    }
  }

  /** The service that has room for a request right now; undefined where one would have to wait. */
  async spare(): Promise<OpenService | undefined> {
    const { limits } = this.#ports;
    const open = await this.open();
    if ('reason' in open || limits.waitFor(open.service.name) > 0) return undefined;
    limits.take(open.service.name);
    return open.service;
  }

  /** Sends a request. */
  send(question: Question, to: Listener): Flight {
    const controller = new AbortController();
    const { snapshot, purpose, mode, request, service } = question;
    const trace: RequestTrace = {
      ...{ purpose, mode, request, raw: '' },
      service: service.name,
      sentAt: this.#ports.clock.now(),
    };
    this.#ports.onActivity({ kind: 'asking' });
    const heard = this.#listen(question, trace, controller.signal, to);
    const landed = heard.then((answer) => {
      trace.endedAt = this.#ports.clock.now();
      if (!answer) return;
      const { ended } = answer;
      trace.answered = answerAt(ended, snapshot);
      to.landed({ ended, answered: trace.answered, trace });
    });
    const over = landed.then(() => heard).then((answer) => answer?.over);
    const abort = () => {
      controller.abort();
    };
    return { snapshot, trace, landed, over, abort };
  }

  /** At most once more at the other service, if this one is not to be had. Never rejects. */
  async #listen(
    question: Question,
    trace: RequestTrace,
    signal: AbortSignal,
    to: Listener,
  ): Promise<Heard | undefined> {
    const { client, clock, limits, services, onActivity } = this.#ports;
    const { service, request } = question;
    trace.service = service.name;
    try {
      const events = client.streamFim(service, request, signal);
      const heard = await listen(events, question, trace, () => {
        if (trace.firstTextAt === undefined) {
          trace.firstTextAt = clock.now();
          to.firstText(trace.firstTextAt - trace.sentAt);
        }
        to.heard();
      });
      limits.succeeded(service.name);
      onActivity({ kind: 'answered' });
      return heard;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service.name });
      trace.failure = error.kind;
      if (error.kind === 'aborted') {
        onActivity({ kind: 'given up' });
        return undefined;
      }
      limits.failed(error);
      const route = services.refused('completion', service, error)
        ? await services.route('completion')
        : undefined;
      if (route && !('closed' in route) && route.service.name !== service.name) {
        limits.take(route.service.name);
        trace.raw = '';
        return await this.#listen({ ...question, service: route.service }, trace, signal, to);
      }
      onActivity({ kind: 'failed', error });
      return undefined;
    }
  }
}
