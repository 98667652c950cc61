import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../../src/base/clock.ts';

const tlsFile = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** A received request. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** The key in the request. */
  readonly key: string;
  /** When it arrived, in the clock's milliseconds. */
  readonly at: number;
}

/** How a fault responds to a request. */
export type Behavior = (reply: Reply, request: ReceivedRequest) => void;

/** The end of an endless response, in bytes: every client must have given up by then. */
const MAX_FLOOD = 400_000_000;

/** A response that a fault writes byte by byte. */
class Reply {
  constructor(
    readonly socket: Socket,
    readonly clock: Clock,
    readonly active: () => void,
    /** Whether the response is complete, so that its connection may be reused. */
    readonly complete: () => void,
  ) {}

  write(text: string | Buffer): void {
    if (this.socket.writable) this.socket.write(text, this.active);
  }

  /** Writes the status line and headers. Without a length, the body ends with the connection. */
  head(status: number, headers: Readonly<Record<string, string>> = {}): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.write(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`);
  }

  /** Writes a complete response. */
  page(status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): void {
    const bytes = Buffer.from(body);
    this.head(status, { ...headers, 'content-length': String(bytes.length) });
    this.write(bytes);
    this.complete();
  }

  json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.page(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
  }

  /** Writes the headers of an event stream that ends with the connection, then these bytes. */
  stream(text: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): void {
    this.head(200, { 'content-type': 'text/event-stream', connection: 'close', ...headers });
    if (text.length > 0) this.write(text);
  }

  /** Ends the response and the connection. */
  end(text: string | Buffer = ''): void {
    if (text.length > 0) this.write(text);
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Writes the same bytes repeatedly while the connection is open. */
  every(ms: number, text: string | Buffer): void {
    const next = (): void => {
      if (!this.socket.writable) return;
      this.write(text);
      cancel = this.clock.setTimeout(next, ms);
    };
    let cancel = this.clock.setTimeout(next, ms);
    this.socket.on('close', () => {
      cancel();
    });
  }

  /** Writes the same bytes as fast as the client reads. */
  flood(text: string | Buffer): void {
    let sent = 0;
    const more = (): void => {
      while (this.socket.writable && sent < MAX_FLOOD) {
        sent += text.length;
        this.active();
        if (!this.socket.write(text)) return;
      }
    };
    this.socket.on('drain', more);
    more();
  }
}

/** A server whose responses are determined by a fault. */
export class FaultServer {
  readonly requests: ReceivedRequest[] = [];
  /** A counter of all events. */
  activity = 0;
  readonly #server: Server;
  readonly #scheme: string;
  readonly #sockets = new Map<Socket, { isBusy: boolean }>();
  #behavior: Behavior;
  #clock: Clock | undefined;

  constructor(behavior: Behavior, isTls = false) {
    this.#behavior = behavior;
    this.#scheme = isTls ? 'https' : 'http';
    const serve = (socket: Socket): void => {
      this.#serve(socket);
    };
    this.#server = isTls
      ? createTlsServer({ key: tlsFile('key.pem'), cert: tlsFile('certificate.pem') }, serve)
      : createServer({ allowHalfOpen: true }, serve);
    this.#server.on('connection', this.#active);
    this.#server.on('tlsClientError', this.#active);
  }

  async open(clock: Clock): Promise<void> {
    this.#clock = clock;
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sets how the next requests are answered. */
  behave(behavior: Behavior): void {
    this.#behavior = behavior;
  }

  /** The number of connections whose response the client has neither read to the end nor closed. */
  get busy(): number {
    return [...this.#sockets.values()].filter(({ isBusy }) => isBusy).length;
  }

  /** Closes the port. Open connections are closed as well. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  readonly #active = (): void => {
    this.activity += 1;
  };

  #serve(socket: Socket): void {
    const state = { isBusy: false };
    this.#sockets.set(socket, state);
    socket.setNoDelay(true);
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      this.#active();
      text += bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      text = text.slice(end + 4 + length);
      const [, method = '', path = ''] = /^(\S+) (\S+)/.exec(head) ?? [];
      const key = /^authorization: *bearer (.*)$/im.exec(head)?.[1] ?? '';
      const clock = this.#clock!;
      const request = { method, path, key, at: clock.now() };
      this.requests.push(request);
      state.isBusy = true;
      const complete = (): void => {
        state.isBusy = false;
      };
      this.#behavior(new Reply(socket, clock, this.#active, complete), request);
    });
    socket.on('error', this.#active);
    socket.on('end', () => {
      this.#active();
      state.isBusy = false;
      // The client has finished. Half-open connections must not outlive it.
      socket.end();
    });
    socket.on('close', () => {
      this.#active();
      this.#sockets.delete(socket);
    });
  }
}
