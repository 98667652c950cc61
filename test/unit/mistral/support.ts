import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../../../esbuild.config.mjs';
import { MistralClient } from '../../../src/mistral/client.ts';
import type { FimEvent, FimRequest } from '../../../src/mistral/client.ts';
import type { RequestReport } from '../../../src/mistral/call.ts';
import type { CalledTool, ChatEvent, ChatRequest } from '../../../src/mistral/chat.ts';
import type { Clock } from '../../../src/mistral/clock.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import type { Sdk } from '../../../src/mistral/sdk.ts';
import type { OpenService, ServiceName } from '../../../src/mistral/services.ts';

/** A clock that stands still until it is told to go on, and knows its open timers. */
export class FakeClock implements Clock {
  readonly timers = new Map<() => void, number>();
  #now = Date.UTC(2026, 10, 21);

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    const timer = (): void => {
      this.timers.delete(timer);
      run();
    };
    this.timers.set(timer, this.#now + ms);
    return () => this.timers.delete(timer);
  }

  /** Lets time pass; timers that become due run, soonest first. */
  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.timers].filter(([, at]) => at <= this.#now).sort((a, b) => a[1] - b[1]);
    for (const [run] of due) run();
  }

  /** The clock on the wall is set; timers do not notice. */
  jump(ms: number): void {
    this.#now += ms;
    for (const [timer, at] of this.timers) this.timers.set(timer, at + ms);
  }

  /** Resolves when a timer of exactly this length is waiting. */
  async untilWaiting(ms: number): Promise<void> {
    const giveUpAt = performance.now() + 5_000;
    while (![...this.timers.values()].includes(this.#now + ms)) {
      if (performance.now() > giveUpAt) throw new Error(`no timer of ${String(ms)} ms`);
      await setImmediate();
    }
  }
}

/** The clock on the wall, and how many of its timers are open. */
export function realClock(): Clock & { readonly open: () => number } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    setTimeout: (run, ms) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    open: () => timers.size,
  };
}

let bundle: Promise<string> | undefined;

/** Builds the SDK's bundle as it ships, once for all tests, and gives its path. */
function sdkBundle(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codestral-sdk-'));
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
    });
    await build({
      ...bundleOptions({ production: true }),
      entryPoints: { 'mistral-sdk': 'src/mistral/sdk.ts' },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
    });
    return join(folder, 'mistral-sdk.mjs');
  })();
  return bundle;
}

let copies = 0;

/** Loads a fresh copy of the bundle, which reads the environment anew. */
export async function loadSdk(): Promise<Sdk> {
  const url = pathToFileURL(await sdkBundle());
  copies += 1;
  return (await import(`${url.href}?${copies}`)) as Sdk;
}

/** An open service for tests. */
export function open(facts: Partial<OpenService> & { name?: ServiceName } = {}): OpenService {
  return {
    name: 'mistral',
    url: 'https://service.test',
    key: 'key-1',
    isDefaultUrl: false,
    ...facts,
  };
}

/** A small valid request. */
export const request: FimRequest = {
  model: 'codestral-latest',
  prompt: 'const a =',
  suffix: '\n',
  maxTokens: 16,
  temperature: 0,
};

/** A client with a clock of its own and everything it reported. */
export function clientWith<C extends Clock>(
  clock: C,
): { client: MistralClient; clock: C; reports: RequestReport[] } {
  const reports: RequestReport[] = [];
  const client = new MistralClient({
    loadSdk,
    clock,
    userAgent: 'codestral-vscode/0.0.0-test',
    log: (report) => reports.push(report),
  });
  return { client, clock, reports };
}

/** What came of a stream: its text, its end, and the error it ended with. */
export interface Outcome {
  text: string;
  end: Extract<FimEvent, { end: string }> | undefined;
  error: ServiceError | undefined;
}

/** Reads a stream to its end; anything thrown that is no ServiceError fails the test. */
export async function collect(events: AsyncIterable<FimEvent>): Promise<Outcome> {
  const outcome: Outcome = { text: '', end: undefined, error: undefined };
  try {
    for await (const event of events) {
      if ('text' in event) outcome.text += event.text;
      else outcome.end = event;
    }
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

/** A small valid request for a chat answer. */
export const question: ChatRequest = {
  model: 'mistral-medium-latest',
  messages: [{ role: 'user', content: 'Hi' }],
};

/** What came of a chat stream: thoughts, text, calls of tools, its end, and the error it ended with. */
export interface ChatOutcome {
  thinking: string;
  text: string;
  /** Only where there are some. */
  calls?: CalledTool[];
  end: Extract<ChatEvent, { end: string }> | undefined;
  error: ServiceError | undefined;
}

/** Reads a chat stream to its end, which comes once and last; anything but a ServiceError fails the test. */
export async function collectChat(events: AsyncIterable<ChatEvent>): Promise<ChatOutcome> {
  const outcome: ChatOutcome = {
    thinking: '',
    text: '',
    end: undefined,
    error: undefined,
  };
  try {
    for await (const event of events) {
      if (outcome.end) throw new Error(`after the end: ${JSON.stringify(event)}`);
      if ('thinking' in event) outcome.thinking += event.thinking;
      else if ('text' in event) outcome.text += event.text;
      else if ('toolCall' in event) (outcome.calls ??= []).push(event.toolCall);
      else outcome.end = event;
    }
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

/** Resolves to what a promise is rejected with, which has to be a ServiceError. */
export async function failureOf(work: Promise<unknown>): Promise<ServiceError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ServiceError) return thrown;
    throw thrown;
  }
  throw new Error('did not fail');
}

/** A call of fetch that a test answers. */
export interface Call {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

/** Puts another fetch in place of the global one until the test is over. */
export function stubFetch(answer: (call: Call) => Promise<Response> | Response): Call[] {
  const calls: Call[] = [];
  globalThis.fetch = async (url, init) => {
    const call = { url: url as string, init: init as Call['init'] };
    calls.push(call);
    const { signal } = call.init;
    const aborted = new Promise<never>((_, reject) => {
      signal!.addEventListener('abort', () => {
        reject(new DOMException('This operation was aborted', 'AbortError'));
      });
    });
    return Promise.race([answer(call), aborted]);
  };
  return calls;
}

const realFetch = globalThis.fetch;

/** Puts the real fetch back. */
export function restoreFetch(): void {
  globalThis.fetch = realFetch;
}

/** An event stream of these pieces, cut as given; then it ends, breaks, or stays open. */
export function events(
  pieces: readonly (string | Uint8Array)[],
  end: 'close' | 'break' | 'open' = 'close',
  headers: Record<string, string> = {},
): Response & { readonly cancelled: () => boolean } {
  let isCancelled = false;
  const left = pieces.map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const piece = left.shift();
        if (piece) controller.enqueue(piece);
        else if (end === 'close') controller.close();
        else if (end === 'break') {
          const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
          controller.error(new TypeError('terminated', { cause }));
        } else return new Promise<void>(() => undefined);
        return undefined;
      },
      cancel: () => {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const response = new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers },
  });
  return Object.assign(response, { cancelled: () => isCancelled });
}

/** A chunk of a stream, as the API words it. */
export function chunk(content: string | null, more: object = {}): string {
  const choice = { index: 0, delta: { content }, finish_reason: null as string | null };
  const { finish_reason = null, ...rest } = more as { finish_reason?: string | null };
  return `data: ${JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'codestral-latest',
    choices: [{ ...choice, finish_reason }],
    ...rest,
  })}\n\n`;
}
