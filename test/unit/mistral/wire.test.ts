import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { chunk } from '../../support/fakeFetch.ts';
import { clientWith, collect, availableService, fimRequest } from '../../support/mistralClient.ts';
import { realClock } from '../../support/fakeClock.ts';

const finish = chunk('', { finish_reason: 'stop' });
const never = new AbortController().signal;

interface Server {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly sockets: Socket[];
  readonly close: () => Promise<void>;
}

/** A server on a real socket that responds as the test says. */
async function serve(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<Server> {
  const requests: IncomingMessage[] = [];
  const sockets: Socket[] = [];
  const server = createServer((incoming, response) => {
    requests.push(incoming);
    answer(response, incoming);
  });
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    sockets,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function startStream(response: ServerResponse, ...chunks: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const text of chunks) response.write(text);
}

describe('MistralClient on sockets', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  const servers: Server[] = [];
  const serving: typeof serve = async (answer) => {
    const server = await serve(answer);
    servers.push(server);
    return server;
  };

  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(({ close }) => close()));
    assert.deepEqual(unhandled, []);
  });

  it('reuses a connection when answers are read to the end', async () => {
    const server = await serving((response) => {
      startStream(response, chunk('ab'), finish);
      response.end('data: [DONE]\n\n');
    });
    const { client, clock } = clientWith(realClock());
    for (let times = 0; times < 3; times += 1) {
      const { text } = await collect(client.streamFim(availableService(server), fimRequest, never));
      assert.equal(text, 'ab');
      // Node's fetch releases a connection one turn of the event loop after the end of the message.
      await setImmediate();
    }
    assert.equal(server.sockets.length, 1);
    assert.equal(clock.open(), 0);
  });

  it('closes the socket when aborted before the headers', async () => {
    const controller = new AbortController();
    const server = await serving(() => {
      controller.abort();
    });
    const { client, clock } = clientWith(realClock());
    const { error } = await collect(
      client.streamFim(availableService(server), fimRequest, controller.signal),
    );
    assert.equal(error?.kind, 'aborted');
    await closed(server.sockets[0]);
    assert.equal(clock.open(), 0);
  });

  it('closes the socket when aborted within the answer', async () => {
    const controller = new AbortController();
    const server = await serving((response) => {
      startStream(response, chunk('ab'));
    });
    const { client, clock } = clientWith(realClock());
    const events = client.streamFim(availableService(server), fimRequest, controller.signal);
    assert.deepEqual((await events.next()).value, { text: 'ab' });
    controller.abort();
    assert.equal((await collect(events)).error?.kind, 'aborted');
    await closed(server.sockets[0]);
    assert.equal(clock.open(), 0);
  });

  it('closes the socket when the consumer stops, deprecated model or not', async () => {
    const server = await serving((response) => {
      response.setHeader('x-model-deprecation-timestamp', '2026-01-01T00:00:00Z');
      startStream(response, chunk('ab'));
    });
    const { client, clock } = clientWith(realClock());
    for await (const event of client.streamFim(availableService(server), fimRequest, never)) {
      assert.deepEqual(event, { text: 'ab' });
      break;
    }
    await closed(server.sockets[0]);
    assert.equal(clock.open(), 0);
  });

  it('closes the socket when an error’s body does not end', async () => {
    const server = await serving((response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.write('x'.repeat(100_000));
    });
    const { client } = clientWith(realClock());
    const { error } = await collect(client.streamFim(availableService(server), fimRequest, never));
    assert.equal(error?.kind, 'server');
    await closed(server.sockets[0]);
  });

  const breaks: [string, (response: ServerResponse) => void][] = [
    ['reset', (response) => response.socket?.resetAndDestroy()],
    ['closed', (response) => response.socket?.end()],
  ];
  for (const [name, breakIt] of breaks) {
    it(`keeps the text of a connection that is ${name}`, async () => {
      let broken: ServerResponse | undefined;
      const server = await serving((response) => {
        startStream(response, chunk('ab'));
        broken = response;
      });
      const { client, clock } = clientWith(realClock());
      const events = client.streamFim(availableService(server), fimRequest, never);
      assert.deepEqual((await events.next()).value, { text: 'ab' });
      breakIt(broken!);
      assert.equal((await collect(events)).error?.kind, 'offline');
      assert.equal(clock.open(), 0);
    });
  }

  it('is offline when the connection is refused', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const { client, clock } = clientWith(realClock());
    const { error } = await collect(client.streamFim(availableService(server), fimRequest, never));
    assert.deepEqual([error?.kind, error?.detail], ['offline', 'ECONNREFUSED']);
    assert.equal(clock.open(), 0);
  });

  it('is offline when the server closes the connection before it answers', async () => {
    const server = await serving((_, incoming) => incoming.socket.destroy());
    const { client } = clientWith(realClock());
    const { error } = await collect(client.streamFim(availableService(server), fimRequest, never));
    assert.equal(error?.kind, 'offline');
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`sends nothing to the host that a ${String(status)} names`, async () => {
      const other = await serving((response) => response.end());
      const server = await serving((response) => {
        response.writeHead(status, { location: `${other.url}/v1/fim/completions` });
        response.end();
      });
      const { client } = clientWith(realClock());
      const { error } = await collect(
        client.streamFim(availableService(server), fimRequest, never),
      );
      assert.deepEqual([error?.kind, error?.detail], ['redirect', new URL(other.url).host]);
      assert.equal(other.requests.length, 0);
    });
  }

  it('prints nothing with MISTRAL_DEBUG in the environment', async () => {
    const server = await serving((response) => {
      startStream(response, chunk('ab'), finish);
      response.end();
    });
    const printed: unknown[] = [];
    const { log, group, warn, error } = console;
    const { MISTRAL_DEBUG } = process.env;
    const print = (...words: unknown[]): void => {
      printed.push(...words);
    };
    Object.assign(console, { log: print, group: print, warn: print, error: print });
    process.env.MISTRAL_DEBUG = 'true';
    try {
      const { client } = clientWith(realClock());
      await collect(client.streamFim(availableService(server), fimRequest, never));
    } finally {
      Object.assign(console, { log, group, warn, error });
      if (MISTRAL_DEBUG === undefined) delete process.env.MISTRAL_DEBUG;
      else process.env.MISTRAL_DEBUG = MISTRAL_DEBUG;
    }
    assert.equal(server.requests.length, 1);
    assert.deepEqual(printed, []);
  });
});

/** Resolves when the client has closed this connection; the timeout of the test is the limit. */
async function closed(socket: Socket | undefined): Promise<void> {
  assert.ok(socket, 'no connection was made');
  if (!socket.destroyed) await once(socket, 'close');
}
