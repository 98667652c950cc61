import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

const tlsFile = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** A port of 127.0.0.1 that can be closed and reopened. */
export class Listener {
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';
  #port: number;

  /** Port 0 selects a free port, which is kept. */
  constructor(serve: RequestListener, options: { port?: number | undefined; tls?: boolean } = {}) {
    this.#scheme = options.tls ? 'https' : 'http';
    this.#server = options.tls
      ? createTlsServer({ key: tlsFile('key.pem'), cert: tlsFile('certificate.pem') }, serve)
      : createServer(serve);
    this.#port = options.port ?? 0;
    // Small writes must arrive separately.
    this.#server.on('connection', (socket) => socket.setNoDelay(true));
  }

  /** Without a trailing slash. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** Rejects if the port is in use. */
  async open(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Closes the port and all connections, including those of running requests. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
