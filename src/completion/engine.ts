import type { FimEvent, FimRequest } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import type { ServiceError } from '../mistral/errors.ts';
import { toServiceError } from '../mistral/errors.ts';
import type { Limits } from '../mistral/limits.ts';
import type { Feature, OpenService, Route } from '../mistral/services.ts';
import { answerAt } from './answer.ts';
import type { Ended } from './ending/ending.ts';
import { endAnswer } from './ending/ending.ts';
import type { Mode } from './ending/mode.ts';
import { modeFor } from './ending/mode.ts';
import type { Place } from './gate.ts';
import { refusalAt } from './gate.ts';
import type { Flight } from './inflight.ts';
import { Flights } from './inflight.ts';
import { Pace } from './pace.ts';
import type { Item, Placed } from './placing.ts';
import { itemOf } from './placing.ts';
import type { PromptSettings } from './prompt.ts';
import { fimRequest } from './prompt.ts';
import { Remembered } from './remember.ts';
import type { Snapshot } from './snapshot.ts';
import { continuesSelected, withSelected } from './snapshot.ts';

/** The user's settings for completions, as they are at one moment. */
export interface CompletionSettings extends PromptSettings {
  readonly multiline: 'auto' | 'never' | 'always';
  /** Milliseconds to wait before asking; null for the engine's own pace. */
  readonly delay: number | null;
}

/** One key stroke's question to the engine. The snapshot is taken only if the place is allowed. */
export interface Call {
  readonly place: Place;
  readonly settings: CompletionSettings;
  readonly snapshot: () => Snapshot;
}

/** What came of a call. */
export type Outcome =
  | { readonly item: Item; readonly reason: string }
  /** `reason` is a refusal of the gate, a rule's name, or what became of the request. */
  | { readonly item?: undefined; readonly reason: string };

/** What the engine is doing, for the status. */
export type Activity =
  | { readonly kind: 'asking' | 'answered' | 'given up' }
  | { readonly kind: 'failed'; readonly error: ServiceError };

/** What the engine is built from. */
export interface EnginePorts {
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
  /** A random id of this session; lets the service find its prompt cache, and says nothing else. */
  readonly sessionId: string;
  readonly onActivity: (activity: Activity) => void;
}

/** The completion engine: from a key stroke to an item. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #remembered = new Remembered();
  readonly #flights = new Flights();
  readonly #pace: Pace;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#pace = new Pace(ports.clock);
  }

  /**
   * Answers a call. `waiting` ends the waiting alone: a request that has left goes on, since the next key
   * stroke may want just its answer. Never rejects.
   */
  async suggest(call: Call, waiting: AbortSignal): Promise<Outcome> {
    const refusal = refusalAt(call.place);
    if (refusal) return { reason: refusal };
    const open = await this.#open();
    if ('reason' in open) return open;
    const typed = call.snapshot();
    if (!continuesSelected(typed)) return { reason: 'suggest widget' };
    const snapshot = withSelected(typed);
    this.#pace.key();
    this.#flights.giveUpContradicted(snapshot);
    return (
      (await this.#known(snapshot, waiting)) ??
      (await this.#asked(snapshot, call.settings, waiting))
    );
  }

  /** A suggestion was accepted as a whole. */
  accepted(): void {
    this.#pace.accepted();
  }

  /** A key, a model or a setting changed: what is known or under way was for the old ones. */
  reset(): void {
    this.#flights.clear();
    this.#remembered.clear();
  }

  /** Closes every socket. */
  dispose(): void {
    this.reset();
  }

  /** From memory at once, or from a request under way. */
  async #known(snapshot: Snapshot, waiting: AbortSignal): Promise<Outcome | undefined> {
    for (;;) {
      const placed = this.#remembered.recall(snapshot);
      if (placed) return outcomeOf(placed, snapshot, 'remembered');
      const flight = this.#flights.joinable(snapshot);
      if (!flight) return undefined;
      const ended = await either(flight.landed, waiting);
      if (ended === 'superseded') return { reason: ended };
    }
  }

  async #asked(
    snapshot: Snapshot,
    settings: CompletionSettings,
    waiting: AbortSignal,
  ): Promise<Outcome> {
    const isWaitedFor = await pause(
      this.#ports.clock,
      this.#pace.waitFor(snapshot, settings.delay),
      waiting,
    );
    if (!isWaitedFor) return { reason: 'superseded' };
    const admitted = await this.#admitted(waiting);
    if ('reason' in admitted) return admitted;
    const flight = this.#ask(snapshot, settings, admitted.service);
    this.#flights.add(flight);
    const ended = await either(flight.landed, waiting);
    if (ended === 'superseded') return { reason: ended };
    if (!ended) return { reason: 'failed' };
    const placed = this.#remembered.recall(snapshot);
    return outcomeOf(placed ?? 'nothing', snapshot, answerAt(ended, snapshot).reason);
  }

  /** The service that may be asked now, or why none may. */
  async #open(): Promise<{ readonly service: OpenService } | { readonly reason: string }> {
    const route = await this.#ports.services.route('completion');
    if ('closed' in route) return { reason: route.closed };
    return this.#ports.limits.pause(route.service.name) ? { reason: 'paused' } : route;
  }

  /**
   * Waits for room in the service's bucket; of the wishes that wait, only the newest is still wanted. After
   * a wait everything may be different: the key, the service, a refusal.
   */
  async #admitted(
    waiting: AbortSignal,
  ): Promise<{ readonly service: OpenService } | { readonly reason: string }> {
    const { clock, limits } = this.#ports;
    for (;;) {
      const open = await this.#open();
      if ('reason' in open) return open;
      const ms = limits.waitFor(open.service.name);
      if (ms === 0) {
        limits.take(open.service.name);
        return open;
      }
      if (!(await pause(clock, ms, waiting))) return { reason: 'superseded' };
    }
  }

  #ask(snapshot: Snapshot, settings: CompletionSettings, service: OpenService): Flight {
    const controller = new AbortController();
    const mode = modeFor(snapshot, settings.multiline);
    const request = fimRequest(snapshot, mode, settings, this.#ports.sessionId);
    let raw = '';
    const hear = (text: string) => (raw += text);
    this.#ports.onActivity({ kind: 'asking' });
    const landed = this.#land(service, request, controller, (events) =>
      listen(events, { snapshot, mode, hear }),
    ).then((ended) => {
      if (ended) this.#remembered.keep(snapshot, answerAt(ended, snapshot).placed);
      return ended;
    });
    return {
      snapshot,
      received: () => raw,
      landed,
      abort: () => {
        controller.abort();
      },
    };
  }

  /** Sends the request, at most once more at the other service if this one is not to be had. */
  async #land(
    service: OpenService,
    request: FimRequest,
    controller: AbortController,
    listenTo: (events: AsyncIterable<FimEvent>) => Promise<Ended>,
  ): Promise<Ended | undefined> {
    const { client, clock, limits, services, onActivity } = this.#ports;
    const { signal } = controller;
    const sentAt = clock.now();
    try {
      const ended = await listenTo(this.#timed(client.streamFim(service, request, signal), sentAt));
      limits.succeeded(service.name);
      onActivity({ kind: 'answered' });
      return ended;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service.name });
      if (error.kind === 'aborted') {
        onActivity({ kind: 'given up' });
        return undefined;
      }
      limits.failed(error);
      const route = services.refused('completion', service, error)
        ? await services.route('completion')
        : undefined;
      if (route && !('closed' in route) && route.service.name !== service.name) {
        return await this.#land(route.service, request, controller, listenTo);
      }
      onActivity({ kind: 'failed', error });
      return undefined;
    }
  }

  async *#timed(events: AsyncIterable<FimEvent>, sentAt: number): AsyncIterable<FimEvent> {
    let isFirst = true;
    for await (const event of events) {
      if (isFirst) this.#pace.answered(this.#ports.clock.now() - sentAt);
      isFirst = false;
      yield event;
    }
  }
}

interface Listener {
  readonly snapshot: Snapshot;
  readonly mode: Mode;
  /** Takes a piece of text; returns all that has arrived. */
  readonly hear: (text: string) => string;
}

/** Listens until the answer's end is decided; leaving the loop closes the stream. */
async function listen(events: AsyncIterable<FimEvent>, to: Listener): Promise<Ended> {
  let raw = '';
  for await (const event of events) {
    if (!('text' in event)) {
      // The last line of an answer that was cut by length is half a line.
      if (event.end === 'length' && raw.includes('\n')) raw = raw.replace(/[^\n]*$/, '');
      continue; // the end of the stream is near, and lets the connection be used again
    }
    raw = to.hear(event.text);
    if (!event.text.includes('\n')) continue;
    const ended = endAnswer(raw, false, to.snapshot, to.mode);
    if (ended.isDecided) return ended;
  }
  return endAnswer(raw, true, to.snapshot, to.mode);
}

function outcomeOf(placed: Placed | 'nothing', snapshot: Snapshot, reason: string): Outcome {
  return placed === 'nothing' ? { reason } : { item: itemOf(placed, snapshot), reason };
}

/** Resolves with the promise, or with `superseded` as soon as the signal is aborted. */
function either<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'superseded'> {
  if (signal.aborted) return Promise.resolve('superseded');
  return new Promise((resolve, reject) => {
    const stop = () => {
      resolve('superseded');
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/** Resolves to true after `ms`, to false as soon as the signal is aborted; leaves no timer behind. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms <= 0 || signal.aborted) return Promise.resolve(!signal.aborted);
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    };
    const cancel = clock.setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
