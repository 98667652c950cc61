import type { FimEvent, FimRequest } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import { pause } from '../mistral/clock.ts';
import type { ServiceError } from '../mistral/errors.ts';
import { toServiceError } from '../mistral/errors.ts';
import type { Departure, Limits } from '../mistral/limits.ts';
import type {
  ClosedService,
  Feature,
  OpenService,
  Route,
  ServiceName,
} from '../mistral/services.ts';
import type { Answered } from './answer.ts';
import { answerAt } from './answer.ts';
import type { Ended } from './ending/ending.ts';
import type { Flight } from './inflight.ts';
import type { Heard } from './listening.ts';
import { listen } from './listening.ts';
import type { Mode } from './ending/mode.ts';
import type { Snapshot } from './snapshot.ts';
import type { Purpose, RequestTrace } from './trace.ts';

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

/** Why no service may be asked. */
export interface Closed {
  readonly reason: ClosedService['closed'] | 'paused' | 'superseded';
  /** When the pause ends, in milliseconds since the epoch. */
  readonly until?: number;
}

/** Leave to send one request to a service. */
export interface Leave {
  readonly service: OpenService;
  readonly departure: Departure;
}

/** One request: what to ask for, and where. */
export interface Question {
  readonly purpose: Purpose;
  readonly snapshot: Snapshot;
  readonly mode: Mode;
  readonly request: FimRequest;
  readonly leave: Leave;
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

  /**
   * Whether a service may be asked. The end of a short pause is waited for by a user who types; one who asks
   * is not kept waiting, but has what may have passed by itself tried at once.
   */
  async opened(
    trigger: 'automatic' | 'invoke',
    waiting: AbortSignal,
  ): Promise<OpenService | Closed> {
    for (;;) {
      const open = await this.#open(trigger === 'invoke');
      const ms = ('reason' in open ? (open.until ?? Infinity) : 0) - this.#ports.clock.now();
      if (!('reason' in open) || trigger === 'invoke' || ms > SHORT_PAUSE_MS) return open;
      if (!(await pause(this.#ports.clock, ms, waiting))) return { reason: 'superseded' };
    }
  }

  /**
   * Waits for room in the service's bucket; of the wishes that wait, only the newest is still wanted. After
   * a wait everything may be different: the key, the service, a refusal.
   */
  async admitted(waiting: AbortSignal): Promise<Leave | Closed> {
    const { clock, limits } = this.#ports;
    for (;;) {
      const open = await this.#open(false);
      if ('reason' in open) return open;
      // The look-up takes its time, too.
      if (waiting.aborted) return { reason: 'superseded' };
      const ms = limits.waitFor(open.name);
      if (ms === 0) return { service: open, departure: limits.take(open.name) };
      if (!(await pause(clock, ms, waiting))) return { reason: 'superseded' };
    }
  }

  /**
   * Leave for a request at once, to another service than the one named; undefined where it would keep another
   * request waiting.
   */
  async spare(except?: ServiceName): Promise<Leave | undefined> {
    const { limits } = this.#ports;
    const open = await this.#open(false);
    if ('reason' in open || open.name === except || limits.waitFor(open.name) > 0) return undefined;
    return { service: open, departure: limits.take(open.name) };
  }

  async #open(isInvoked: boolean): Promise<OpenService | Closed> {
    const { limits, services } = this.#ports;
    const route = await services.route('completion');
    if ('closed' in route) return { reason: route.closed };
    const { service } = route;
    if (isInvoked) limits.invoked(service.name);
    const paused = limits.pause(service.name);
    return paused ? { reason: 'paused', until: paused.until } : service;
  }

  /** Sends a request. */
  send(question: Question, to: Listener): Flight {
    const controller = new AbortController();
    const { snapshot, purpose, mode, request, leave } = question;
    const trace: RequestTrace = {
      ...{ purpose, mode, request, raw: '' },
      service: leave.service.name,
      sentAt: this.#ports.clock.now(),
    };
    this.#ports.onActivity({ kind: 'asking' });
    const heard = this.#listen(question, trace, controller.signal, to);
    const landed = heard.then((answer) => {
      trace.endedAt = this.#ports.clock.now();
      // Given up in the moment it was complete: it may be for a model or a key of before.
      if (!answer || controller.signal.aborted) return;
      const { ended } = answer;
      trace.answered = answerAt(ended, snapshot);
      to.landed({ ended, answered: trace.answered, trace });
    });
    const over = landed
      .then(() => heard)
      .then((answer) => answer?.over)
      .then(() => {
        trace.isOver = true;
      });
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
    const { service, departure } = question.leave;
    trace.service = service.name;
    try {
      const events = client.streamFim(service, question.request, signal);
      const heard = await listen(events, question, trace, () => {
        if (trace.firstTextAt === undefined) {
          limits.accepted(service.name, departure);
          trace.firstTextAt = clock.now();
          to.firstText(trace.firstTextAt - trace.sentAt);
        }
        to.heard();
      });
      limits.succeeded(service.name, departure);
      onActivity({ kind: 'answered' });
      return heard;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service.name });
      trace.failure = error.kind;
      trace.failureDetail = error.detail;
      if (error.kind === 'aborted') {
        // Whether the service would have let it in is not known now: nothing to tell the limits.
        onActivity({ kind: 'given up' });
        return undefined;
      }
      limits.failed(error, departure);
      const isElsewhere = services.refused('completion', service, error);
      const leave = isElsewhere ? await this.spare(service.name) : undefined;
      if (leave) {
        trace.raw = '';
        return await this.#listen({ ...question, leave }, trace, signal, to);
      }
      onActivity({ kind: 'failed', error });
      return undefined;
    }
  }
}
