import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { CompleteResponse } from './errorBodies.ts';
import type { RequestEntry } from './requestRecords.ts';
import type { Ending } from './stream.ts';

/**
 * Sends an answer to the client: writes as fast as the client reads, and can end the connection in every possible way.
 * Waits reject with an AbortError once the client has disconnected.
 */
export class Delivery {
  readonly #response: ServerResponse;
  readonly #entry: RequestEntry;
  readonly #gone = new AbortController();

  constructor(response: ServerResponse, entry: RequestEntry) {
    this.#response = response;
    this.#entry = entry;
    response.on('close', () => {
      this.#gone.abort();
    });
    response.on('finish', () => {
      entry.ended();
    });
    // A client that disconnects during a write is not a server error.
    response.on('error', () => undefined);
  }

  /** Whether the client has closed the connection. */
  get isGone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Sends status and headers immediately. */
  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#entry.status = status;
    this.#response.writeHead(status, headers);
    this.#response.flushHeaders();
  }

  /** Sends a complete response. */
  async send({ status, headers, body }: CompleteResponse): Promise<void> {
    this.start(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    await this.write(Buffer.from(body));
    await this.finish('end');
  }

  /** Writes bytes, then waits until the client can accept more. */
  async write(bytes: Buffer): Promise<void> {
    const { signal } = this.#gone;
    signal.throwIfAborted();
    this.#entry.wrote(bytes.length);
    if (!this.#response.write(bytes)) await once(this.#response, 'drain', { signal });
  }

  /** Waits for a number of milliseconds; 0 waits for pending events only. */
  async pause(ms: number): Promise<void> {
    const { signal } = this.#gone;
    await (ms > 0 ? setTimeout(ms, undefined, { signal }) : setImmediate(undefined, { signal }));
  }

  /** Ends the answer in the given way. A stalled one ends with the connection. */
  async finish(ending: Ending): Promise<void> {
    if (ending === 'stall') {
      if (!this.isGone) await once(this.#gone.signal, 'abort');
      return;
    }
    if (ending === 'end') {
      this.#response.end();
      return;
    }
    this.#entry.ended();
    const { socket } = this.#response;
    if (ending === 'fin') socket?.end(() => socket.destroy());
    // A TLS connection can't be reset, only closed.
    else if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  }
}
