import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { Page } from './errorBodies.ts';
import type { Entry } from './record.ts';
import type { Ending } from './stream.ts';

/**
 * The way an answer takes to the client: writes as fast as the client reads, and ends in every way
 * in which a connection can. Its waits reject with an AbortError once the client is gone.
 */
export class Delivery {
  readonly #response: ServerResponse;
  readonly #entry: Entry;
  readonly #gone = new AbortController();

  constructor(response: ServerResponse, entry: Entry) {
    this.#response = response;
    this.#entry = entry;
    response.on('close', () => {
      this.#gone.abort();
    });
    response.on('finish', () => {
      entry.ended();
    });
    // A client that goes away while we write is no failure of this server.
    response.on('error', () => undefined);
  }

  /** Whether the client has closed the connection. */
  get isGone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Sends status and headers at once. */
  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#entry.status = status;
    this.#response.writeHead(status, headers);
    this.#response.flushHeaders();
  }

  /** Sends a complete answer. */
  async page({ status, headers, body }: Page): Promise<void> {
    this.start(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    await this.write(Buffer.from(body));
    await this.finish('end');
  }

  /** Writes bytes, then waits until the client can take more. */
  async write(bytes: Buffer): Promise<void> {
    const { signal } = this.#gone;
    signal.throwIfAborted();
    this.#entry.wrote(bytes.length);
    if (!this.#response.write(bytes)) await once(this.#response, 'drain', { signal });
  }

  /** Waits some milliseconds; with none, until all other events have had their turn. */
  async pause(ms: number): Promise<void> {
    const { signal } = this.#gone;
    await (ms > 0 ? setTimeout(ms, undefined, { signal }) : setImmediate(undefined, { signal }));
  }

  /** Brings the answer to its end, in whichever way; a stalled one ends with the connection. */
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
    // What runs over TLS can only be closed.
    else if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  }
}
