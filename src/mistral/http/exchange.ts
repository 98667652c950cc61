import { raceAbort } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';
import { ServiceError, toServiceError } from '../errors/serviceError.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import { httpError, requestIdOf } from '../errors/httpErrors.ts';
import { readRateHeaders } from '../limits/rateHeaders.ts';
import type { RateFacts } from '../limits/rateHeaders.ts';
import { KeyRedactor } from './keyRedactor.ts';
import type { AvailableService } from '../serviceRouter.ts';
import type { Timeouts } from './timeouts.ts';

/** What an exchange works with. */
export interface ExchangeOptions {
  readonly clock: Clock;
  readonly service: AvailableService;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  /** The caller's signal. Aborting it closes the socket at once. */
  readonly signal: AbortSignal;
  /** The requested model, for errors that name it. */
  readonly model?: string | undefined;
  /** Called with the rate limits in the response headers, if there are any. */
  readonly onRateLimits?:
    | ((service: AvailableService['name'], facts: RateFacts) => void)
    | undefined;
}

/** How much of an error body is read, in bytes. Real ones are far smaller. */
const MAX_ERROR_BODY_BYTES = 65_536;

/** The usual time limit for a body that is read as a whole, in milliseconds. */
const WHOLE_BODY_MS = 5_000;

/**
 * How long to wait for the rest of the message (usage, `[DONE]`, the last HTTP chunk) once the answer is complete, in
 * milliseconds. Reading it to the end keeps the connection open and saves the next request a TLS handshake.
 */
const DRAIN_MS = 250;

/**
 * One request and its response. Owns the timeouts and the AbortController that closes the socket. Follows no
 * redirects, so that no other host receives the key. The caller must call {@link close} in any case.
 */
export class Exchange {
  readonly service: AvailableService;
  readonly model: string | undefined;
  readonly #options: ExchangeOptions;
  readonly #controller = new AbortController();
  readonly #bodyDeadline: RunOnceScheduler;
  /** Why the exchange was stopped. */
  #failure: ServiceError | undefined;
  #isComplete = false;
  /** The time spent waiting since the last event with content, in milliseconds. */
  #quietMs = 0;
  #cancelWait = (): void => undefined;

  /** The HTTP status, once the headers have arrived. */
  status: number | undefined;
  /** The service's ID of this request, once the headers have arrived. */
  requestId: string | undefined;
  /** When the first byte of the body arrived, in the clock's milliseconds. */
  firstByteAt: number | undefined;
  /** Removes keys from everything the service sends. Knows at least the key of this request. */
  redactor: KeyRedactor;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.service = options.service;
    this.model = options.model;
    this.redactor = new KeyRedactor(keyOf(options.service));
    this.#bodyDeadline = new RunOnceScheduler(options.clock, () => {
      this.#stop(this.error('timeout', 'body'));
    });
    options.signal.addEventListener('abort', this.#onAbort);
    if (this.isAborted) this.#onAbort();
  }

  /** Aborted when the exchange ends before the response is complete. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the caller has aborted the request. */
  get isAborted(): boolean {
    return this.#options.signal.aborted;
  }

  /** Creates an error with the status and request ID of this exchange. */
  error(kind: FailureKind, detail?: string): ServiceError {
    const { status, requestId } = this;
    return new ServiceError(kind, this.service.name, { status, requestId, detail });
  }

  /**
   * Sends the SDK's request with our own headers. `bodyOf` may complete the body that the SDK has written. Resolves to a
   * response with status 200; throws a ServiceError.
   */
  async send(
    request: Request,
    bodyOf: (text: string) => string | Blob | Promise<Blob> = (text) => text,
  ): Promise<Response> {
    const { method } = request;
    const headers = this.#headers(request);
    const body = method === 'GET' ? null : await bodyOf(await request.text());
    if (this.#failure) throw this.#failure;
    // Looked up at each request: VS Code replaces the global `fetch` with one that applies its proxy settings.
    const sent = fetch(request.url, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: this.signal,
    });
    const response = await this.#within(sent, this.#options.timeouts.headers, 'headers');
    this.status = response.status;
    this.requestId = this.#redact(requestIdOf(response.headers));
    const rates = readRateHeaders(response.headers);
    if (rates) this.#options.onRateLimits?.(this.service.name, rates);
    if (response.status === 200) return response;
    throw await this.#rejection(response, request.url);
  }

  /** The media type of a response in lower case, without parameters; empty if missing or malformed. */
  contentType(response: Response): string {
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    return /^\s*([\w.+-]{1,40}\/[\w.+-]{1,40})\s*$/.exec(type.toLowerCase())?.[1] ?? '';
  }

  /** Yields the body as it arrives. Throws a ServiceError if it stalls or the connection breaks. */
  async *bytes(response: Response): AsyncGenerator<Uint8Array> {
    const { clock, timeouts } = this.#options;
    let left = timeouts.whole ?? Infinity;
    const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
    while (reader) {
      const phase = this.firstByteAt === undefined ? 'firstByte' : 'betweenBytes';
      const waits = {
        [phase]: timeouts[phase],
        content: (timeouts.content ?? Infinity) - this.#quietMs,
        body: left,
      };
      const [reason, ms] = Object.entries(waits).reduce((a, b) => (b[1] < a[1] ? b : a));
      const since = clock.now();
      const { done, value } = await this.#within(reader.read(), Math.max(0, ms), reason);
      if (done) break;
      // The clock may have been set back.
      const waited = Math.max(0, clock.now() - since);
      left -= waited;
      this.#quietMs += waited;
      this.firstByteAt ??= clock.now();
      yield value;
    }
    this.#isComplete = true;
  }

  /** Call when the last event had content: restarts the timeout between such events. */
  onContent(): void {
    this.#quietMs = 0;
  }

  /** The error without keys in its texts. */
  redacted(error: ServiceError): ServiceError {
    const { kind, service, detail, status, retryAfterMs } = error;
    // The model's name comes from us. A key that consists of words may share a part with it.
    const isModel = detail !== undefined && detail === this.model;
    const clean = isModel ? this.redactor.redactText(detail) : this.#redact(detail);
    const requestId = this.#redact(error.requestId);
    const sentence = this.#redact(error.sentence);
    if (clean === detail && requestId === error.requestId && sentence === error.sentence) {
      return error;
    }
    const facts = { status, retryAfterMs, detail: clean, requestId, sentence };
    return new ServiceError(kind, service, facts);
  }

  /** Reads the whole body. Throws a ServiceError if it exceeds `limit` bytes or takes longer than `ms`. */
  async text(response: Response, limit: number, ms = WHOLE_BODY_MS): Promise<string> {
    const { text, failure } = await this.#readBody(response, limit, ms);
    if (failure) throw failure;
    return text;
  }

  /** Call when the answer is complete: limits the wait for the rest of the message. */
  drain(): void {
    this.#bodyDeadline.schedule(DRAIN_MS);
  }

  /** Ends the exchange. Clears timers and listeners, and closes the socket unless the body was read to its end. */
  close(): void {
    this.#bodyDeadline.cancel();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    if (!this.#isComplete) this.#stop(this.error('aborted'));
  }

  readonly #onAbort = (): void => {
    this.#stop(this.error('aborted'));
  };

  /** Stops the exchange. Only the first failure counts. */
  #stop(failure: ServiceError): void {
    this.#failure ??= failure;
    this.#cancelWait();
    this.#bodyDeadline.cancel();
    this.#controller.abort();
  }

  /** Waits at most `ms` milliseconds for a step. Throws a ServiceError. Only one step may run at a time. */
  async #within<T>(work: Promise<T>, ms: number, phase: string): Promise<T> {
    this.#cancelWait = this.#options.clock.setTimeout(() => {
      this.#stop(this.error('timeout', phase));
    }, ms);
    try {
      const result = await raceAbort(work, this.signal);
      if (this.#failure) throw this.#failure;
      // Undefined only after an abort, which always has a failure.
      return result as T;
    } catch (thrown) {
      throw this.#failure ?? toServiceError(thrown, this.#context);
    } finally {
      this.#cancelWait();
    }
  }

  /** Reads a body up to `limit` bytes and `ms` milliseconds. On failure, `text` is what was read so far. */
  async #readBody(
    response: Response,
    limit: number,
    ms = WHOLE_BODY_MS,
  ): Promise<{ text: string; failure?: ServiceError }> {
    const decoder = new TextDecoder();
    let text = '';
    let length = 0;
    this.#bodyDeadline.schedule(ms);
    try {
      for await (const bytes of this.bytes(response)) {
        text += decoder.decode(bytes, { stream: true });
        length += bytes.length;
        if (length > limit) return { text, failure: this.error('protocol', 'endlessBody') };
      }
      return { text: text + decoder.decode() };
    } catch (thrown) {
      return { text, failure: toServiceError(thrown, this.#context) };
    } finally {
      this.#bodyDeadline.cancel();
    }
  }

  /** The error for a response whose status is not 200. */
  async #rejection(response: Response, url: string): Promise<ServiceError> {
    const { status, headers } = response;
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      return this.error('redirect', redirectHostOf(headers.get('location'), url));
    }
    if (status < 300) return this.error('protocol', `status ${String(status)}`);
    const { text: body } = await this.#readBody(response, MAX_ERROR_BODY_BYTES);
    if (this.isAborted) return this.error('aborted');
    return httpError({
      service: this.service.name,
      model: this.model,
      status,
      headers,
      body,
      now: this.#options.clock.now(),
    });
  }

  #redact(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.redactor.redactMetadata(text);
  }

  /** The SDK's headers without its empty cookie, and with our user agent. */
  #headers(request: Request): Headers {
    const headers = new Headers(request.headers);
    headers.delete('cookie');
    headers.set('user-agent', this.#options.userAgent);
    return headers;
  }

  get #context(): { service: AvailableService['name']; requestId: string | undefined } {
    return { service: this.service.name, requestId: this.requestId };
  }
}

/** The key of a service as a list; empty if it has none. */
export function keyOf({ key }: AvailableService): readonly string[] {
  return key === undefined ? [] : [key];
}

function redirectHostOf(location: string | null, base: string): string | undefined {
  try {
    return location === null ? undefined : new URL(location, base).host;
  } catch {
    return undefined;
  }
}
