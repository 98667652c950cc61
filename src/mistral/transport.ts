import type { Clock } from './clock.ts';
import { ServiceError, toServiceError } from './errors.ts';
import type { FailureKind } from './errors.ts';
import { httpError, requestIdOf } from './httpErrors.ts';
import { readRateHeaders } from './rateHeaders.ts';
import type { RateFacts } from './rateHeaders.ts';
import type { OpenService } from './services.ts';

/** How long to wait, in milliseconds. */
export interface Timeouts {
  /** From sending to the response's headers, connecting included. */
  readonly headers: number;
  /** From the headers to the first byte of the body. */
  readonly firstByte: number;
  /** From one byte of the body to the next. */
  readonly betweenBytes: number;
  /** For all of the body, what its reader takes itself not counted; for ever where absent. */
  readonly whole?: number;
}

/** What one request needs to know. */
export interface ExchangeOptions {
  readonly clock: Clock;
  readonly service: OpenService;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  /** The caller's. Aborting it closes the socket at once. */
  readonly signal: AbortSignal;
  /** The model asked for, to name it where it is at fault. */
  readonly model?: string | undefined;
  /** Hears what the answer's headers say about rate limits, if anything. */
  readonly observe?: ((service: OpenService['name'], facts: RateFacts) => void) | undefined;
}

/** An error body is read this far, in bytes: enough for any real one. */
const readOfError = 65_536;

/** All of a body that has to be complete before it means something, in milliseconds. */
const wholeBodyMs = 5_000;

/**
 * What may still come once the answer is complete (usage, `[DONE]`, the end of the connection's
 * message) has this long, in milliseconds. It saves the next request a TLS handshake.
 */
const endSoonMs = 250;

/**
 * One request and its answer on the wire. It owns the time-outs and the one AbortController that
 * closes the socket, and follows no redirect, so that no other host ever sees the key. Whoever makes
 * one calls {@link close} when it is over, however it ended.
 */
export class Exchange {
  readonly service: OpenService;
  readonly model: string | undefined;
  readonly #options: ExchangeOptions;
  readonly #controller = new AbortController();
  /** Never resolves; rejects with the failure that stopped this exchange. */
  readonly #stopped: Promise<never>;
  #failure: ServiceError | undefined;
  #isComplete = false;
  #cancelWait = nothing;
  #cancelDeadline = nothing;

  /** The HTTP status, once there is one. */
  status: number | undefined;
  /** The service's name for this request, once its headers are there. */
  requestId: string | undefined;
  /** When the first byte of the body came, by the clock. */
  firstByteAt: number | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.service = options.service;
    this.model = options.model;
    this.#stopped = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => {
        reject(this.#failure ?? this.error('aborted'));
      });
    });
    // Nobody may be waiting when it happens.
    this.#stopped.catch(() => undefined);
    options.signal.addEventListener('abort', this.#onAbort);
    if (this.isAborted) this.#onAbort();
  }

  /** Aborted when this exchange is over before its time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the caller has had enough. */
  get isAborted(): boolean {
    return this.#options.signal.aborted;
  }

  /** A failure of this exchange. */
  error(kind: FailureKind, detail?: string): ServiceError {
    const { status, requestId } = this;
    return new ServiceError(kind, this.service.name, { status, requestId, detail });
  }

  /**
   * Sends what the SDK prepared, with our own headers, and resolves to an answer with status 200.
   * Anything else throws a ServiceError.
   */
  async send(request: Request): Promise<Response> {
    const { method } = request;
    const headers = this.#headers(request);
    const body = method === 'GET' ? null : await request.text();
    if (this.#failure) throw this.#failure;
    // The global is looked up now: VS Code replaces it with one that knows its proxy settings.
    const sent = fetch(request.url, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: this.signal,
    });
    const answer = await this.#within(sent, this.#options.timeouts.headers, 'headers');
    this.status = answer.status;
    this.requestId = requestIdOf(answer.headers);
    const rates = readRateHeaders(answer.headers);
    if (rates) this.#options.observe?.(this.service.name, rates);
    if (answer.status === 200) return answer;
    throw await this.#refusal(answer, request.url);
  }

  /** The media type of an answer, without its parameters; empty where there is none worth naming. */
  contentType(answer: Response): string {
    const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
    return /^\s*([\w.+-]{1,40}\/[\w.+-]{1,40})\s*$/.exec(type.toLowerCase())?.[1] ?? '';
  }

  /** The body's bytes as they come. Throws a ServiceError when they stop coming or are cut off. */
  async *bytes(answer: Response): AsyncGenerator<Uint8Array> {
    const { clock, timeouts } = this.#options;
    let left = timeouts.whole ?? Infinity;
    const reader = (answer.body as ReadableStream<Uint8Array> | null)?.getReader();
    while (reader) {
      const phase = this.firstByteAt === undefined ? 'firstByte' : 'betweenBytes';
      const isLast = left < timeouts[phase];
      const since = clock.now();
      const { done, value } = await (isLast
        ? this.#within(reader.read(), left, 'body')
        : this.#within(reader.read(), timeouts[phase], phase));
      if (done) break;
      left -= clock.now() - since;
      this.firstByteAt ??= clock.now();
      yield value;
    }
    this.#isComplete = true;
  }

  /** The whole body as text. A longer one than `limit` bytes, or one that takes too long, throws. */
  async text(answer: Response, limit: number): Promise<string> {
    const text = await this.#read(answer, limit);
    if (text.failure) throw text.failure;
    return text.read;
  }

  /** The answer is complete: what is left of the message may come soon, or not at all. */
  endSoon(): void {
    this.#deadline(endSoonMs);
  }

  /** The end, in any case: leaves no timer, no listener and, unless all was read, no socket. */
  close(): void {
    this.#cancelDeadline();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    if (!this.#isComplete) this.#stop(this.error('aborted'));
  }

  readonly #onAbort = (): void => {
    this.#stop(this.error('aborted'));
  };

  /** Ends everything under way; the first reason is the one that counts. */
  #stop(failure: ServiceError): void {
    this.#failure ??= failure;
    this.#cancelWait();
    this.#cancelDeadline();
    this.#controller.abort();
  }

  /** Waits for one step, the only one under way, no longer than `ms`. */
  async #within<T>(work: Promise<T>, ms: number, phase: string): Promise<T> {
    this.#cancelWait = this.#options.clock.setTimeout(() => {
      this.#stop(this.error('timeout', phase));
    }, ms);
    try {
      const result = await Promise.race([work, this.#stopped]);
      // Bytes that keep coming win every race; the first reason to stop counts all the same.
      if (this.#failure) throw this.#failure;
      return result;
    } catch (thrown) {
      throw this.#failure ?? toServiceError(thrown, this.#context);
    } finally {
      this.#cancelWait();
    }
  }

  #deadline(ms: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#options.clock.setTimeout(() => {
      this.#stop(this.error('timeout', 'body'));
    }, ms);
  }

  /** Reads a body up to a limit in bytes and time; keeps what was read when that does not suffice. */
  async #read(answer: Response, limit: number): Promise<{ read: string; failure?: ServiceError }> {
    const decoder = new TextDecoder();
    let read = '';
    let length = 0;
    this.#deadline(wholeBodyMs);
    try {
      for await (const bytes of this.bytes(answer)) {
        read += decoder.decode(bytes, { stream: true });
        length += bytes.length;
        if (length > limit) return { read, failure: this.error('protocol', 'endlessBody') };
      }
      return { read: read + decoder.decode() };
    } catch (thrown) {
      return { read, failure: toServiceError(thrown, this.#context) };
    } finally {
      this.#cancelDeadline();
    }
  }

  /** What an answer whose status is not 200 means. */
  async #refusal(answer: Response, url: string): Promise<ServiceError> {
    const { status, headers } = answer;
    if (answer.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      return this.error('redirect', hostOf(headers.get('location'), url));
    }
    if (status < 300) return this.error('protocol', `status ${String(status)}`);
    const body = await this.#read(answer, readOfError);
    if (this.isAborted) return this.error('aborted');
    return httpError({
      service: this.service.name,
      model: this.model,
      status,
      headers,
      body: body.read,
      now: this.#options.clock.now(),
    });
  }

  /** The SDK's headers, without its empty cookie, and with our name. */
  #headers(request: Request): Headers {
    const headers = new Headers(request.headers);
    headers.delete('cookie');
    headers.set('user-agent', this.#options.userAgent);
    return headers;
  }

  get #context(): { service: OpenService['name']; requestId: string | undefined } {
    return { service: this.service.name, requestId: this.requestId };
  }
}

const nothing = (): void => undefined;

function hostOf(location: string | null, base: string): string | undefined {
  try {
    return location === null ? undefined : new URL(location, base).host;
  } catch {
    return undefined;
  }
}
