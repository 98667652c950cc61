import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { RequestRecord, ServiceName } from './protocol.ts';

/** A request's record while it is still being written. */
export class Entry implements RequestRecord {
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

  /** So many bytes of the answer's body were written. */
  wrote(bytes: number): void {
    this.firstByteAt ??= performance.now();
    this.bytesSent += bytes;
  }

  /** The answer is out, as far as it was meant to go. */
  ended(): void {
    this.endedAt ??= performance.now();
  }

  /** The exchange is over. */
  closed(): void {
    this.closedAt = performance.now();
    this.closedEarly = this.endedAt === undefined;
  }
}

/** Keeps every request's record, in the order in which they came. */
export class Book {
  #entries: Entry[] = [];
  readonly #open = new Set<Entry>();
  #waiting: (() => void)[] = [];

  get entries(): readonly RequestRecord[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#open.add(entry);
  }

  close(entry: Entry): void {
    entry.closed();
    this.#open.delete(entry);
    if (this.#open.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Forgets every record; {@link idle} still waits for requests that are open. */
  clear(): void {
    this.#entries = [];
  }

  /** Resolves when no request is open. */
  async idle(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
