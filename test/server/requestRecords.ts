import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { RequestRecord, ServiceName } from './protocol.ts';

/** The record of an open request. */
export class RequestEntry implements RequestRecord {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly receivedAt = performance.now();
  body: unknown = undefined;
  rawBody = '';
  status: number | undefined;
  firstByteAt?: number;
  endedAt?: number;
  closedAt?: number;
  closedEarly = false;
  bytesSent = 0;
  valid = false;

  constructor(service: ServiceName, request: IncomingMessage) {
    this.service = service;
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.headers = request.headers;
  }

  /** Call when bytes of the response body have been written. */
  wrote(bytes: number): void {
    this.firstByteAt ??= performance.now();
    this.bytesSent += bytes;
  }

  /** Call when the response has been written completely. */
  ended(): void {
    this.endedAt ??= performance.now();
  }

  /** Call when the exchange has ended. */
  closed(): void {
    this.closedAt = performance.now();
    this.closedEarly = this.endedAt === undefined;
  }
}

/** The records of all requests, in order of arrival. */
export class RequestRecords {
  #entries: RequestEntry[] = [];
  readonly #open = new Set<RequestEntry>();
  #waiting: (() => void)[] = [];

  get entries(): readonly RequestRecord[] {
    return this.#entries;
  }

  add(entry: RequestEntry): void {
    this.#entries.push(entry);
    this.#open.add(entry);
  }

  close(entry: RequestEntry): void {
    entry.closed();
    this.#open.delete(entry);
    if (this.#open.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Clears all records. {@link idle} still waits for open requests. */
  clear(): void {
    this.#entries = [];
  }

  /** Resolves when no request is open. */
  async idle(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
