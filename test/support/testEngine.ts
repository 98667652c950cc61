import assert from 'node:assert/strict';
import { settle } from './settle.ts';
import type { Activity } from '../../src/completion/request/completionRequester.ts';
import type { CompletionSettings } from '../../src/completion/completionSettings.ts';
import type { EnginePorts, SuggestOptions } from '../../src/completion/engineCall.ts';
import { Engine } from '../../src/completion/engine.ts';
import type { CompletionSite } from '../../src/completion/gate.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import { takeSnapshot } from '../../src/completion/snapshot.ts';
import type { FimEvent, FimRequest } from '../../src/mistral/fim.ts';
import type { TokenUsage } from '../../src/mistral/tokenUsage.ts';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { FailureFacts } from '../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../src/mistral/errors/failureKind.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { FakeClock } from './fakeClock.ts';

/** The state of a document whose cursor is `█`. */
export function snapshotOf(text: string, more: Partial<Snapshot> = {}): Snapshot {
  const [before = '', after = ''] = text.split('█');
  const lines = (before + after).split('\n');
  const line = before.split('\n').length - 1;
  return {
    ...takeSnapshot(
      { count: lines.length, at: (number) => lines[number] ?? '' },
      {
        document: 'file:///a.ts',
        path: 'a.ts',
        languageId: 'typescript',
        line,
        column: before.length - (before.lastIndexOf('\n') + 1),
        trigger: 'automatic',
      },
    ),
    ...more,
  };
}

const site: CompletionSite = {
  trigger: 'automatic',
  isEnabled: true,
  isLanguageEnabled: true,
  blocked: undefined,
  hasSelectionOrCursors: false,
  lastChange: 'typed',
  charBefore: '',
  charAfter: '',
};

const settings: CompletionSettings = {
  model: 'codestral-latest',
  maxTokens: 256,
  temperature: 0,
  multiline: 'auto',
  delay: 0,
  prefetch: false,
};

/** The options of a call at a state of a document. */
export function callAt(
  text: string,
  more: {
    place?: Partial<CompletionSite>;
    settings?: Partial<CompletionSettings>;
    snapshot?: Partial<Snapshot>;
  } = {},
): SuggestOptions & { readonly taken: () => number } {
  let taken = 0;
  return {
    site: { ...site, ...more.place },
    settings: { ...settings, ...more.settings },
    snapshot: () => {
      taken += 1;
      return snapshotOf(text, more.snapshot);
    },
    taken: () => taken,
  };
}

/** A request of the engine; the test plays the service. */
export class FakeFimStream {
  readonly #waiting: ((step: IteratorResult<FimEvent> | ServiceError) => void)[] = [];
  readonly #ready: (IteratorResult<FimEvent> | ServiceError)[] = [];
  /** Whether the socket is closed: aborted, left early or read to its end. */
  isClosed = false;
  /** All text sent so far. */
  sent = '';

  constructor(
    readonly service: AvailableService,
    readonly request: FimRequest,
    readonly signal: AbortSignal,
  ) {
    const abort = () => {
      this.#push(new ServiceError('aborted', service.name));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  }

  send(text: string): void {
    this.sent += text;
    this.#push({ done: false, value: { text } });
  }

  end(reason = 'stop', usage?: TokenUsage): void {
    this.finish(reason, usage);
    this.#push({ done: true, value: undefined });
  }

  /** Sends the finish reason but keeps the connection open. */
  finish(reason = 'stop', usage?: TokenUsage): void {
    this.#push({ done: false, value: { end: reason, ...(usage ? { usage } : {}) } });
  }

  fail(kind: FailureKind, facts?: FailureFacts): void {
    this.#push(new ServiceError(kind, this.service.name, facts));
  }

  async *events(): AsyncGenerator<FimEvent, void, undefined> {
    try {
      for (;;) {
        const step = await this.#next();
        if (step instanceof ServiceError) throw step;
        if (step.done) return;
        yield step.value;
      }
    } finally {
      this.isClosed = true;
    }
  }

  #push(step: IteratorResult<FimEvent> | ServiceError): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(step);
    else this.#ready.push(step);
  }

  #next(): Promise<IteratorResult<FimEvent> | ServiceError> {
    const ready = this.#ready.shift();
    return ready ? Promise.resolve(ready) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** An engine between a fake clock and a fake service. */
export function engineWith(
  keys: Partial<Record<ServiceName, string>> = { mistral: 'key-of-mistral' },
  context: EnginePorts['context'] = () => [],
  urls: Readonly<Record<ServiceName, string>> = DEFAULT_URLS,
) {
  const clock = new FakeClock();
  const streams: FakeFimStream[] = [];
  const activities: Activity[] = [];
  /** The calls of the usage recorder. */
  const counted: string[] = [];
  const limits = new RateLimiter(clock);
  const services = new ServiceRouter({
    config: () => ({
      urls,
      choices: { completion: 'auto', chat: 'auto' },
    }),
    key: (name) => Promise.resolve(keys[name]),
  });
  const engine = new Engine({
    clock,
    limits,
    services,
    client: {
      streamFim: (service, request, signal) => {
        const stream = new FakeFimStream(service, request, signal);
        streams.push(stream);
        return stream.events();
      },
    },
    context,
    usageRecorder: {
      recordOffered: (service, model) => counted.push(`offered ${model} of ${service}`),
      recordAccepted: (service, model, characters) =>
        counted.push(`accepted ${characters} of ${model} of ${service}`),
    },
    sessionId: 'session',
    onActivity: (activity) => activities.push(activity),
  });
  return { engine, clock, streams, limits, services, activities, counted };
}

/** Disposes an engine and checks that it left no timers and no open streams. */
export async function disposeEngine({
  engine,
  clock,
  streams,
}: ReturnType<typeof engineWith>): Promise<void> {
  engine.dispose();
  await settle();
  assert.equal(clock.timers.size, 0, 'timers are left');
  const open = streams.filter(({ isClosed }) => !isClosed);
  assert.equal(open.length, 0, 'streams are open');
}
