import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { MistralClient } from '../../../src/mistral/client.ts';
import { FIM_TIMEOUTS } from '../../../src/mistral/http/timeouts.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { chunk, events, restoreFetch, stubFetch } from '../../support/fakeFetch.ts';
import {
  clientWith,
  collect,
  failureOf,
  availableService,
  fimRequest,
} from '../../support/mistralClient.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import type { StreamOutcome } from '../../support/mistralClient.ts';

const finish = chunk('', { finish_reason: 'stop' });
const done = 'data: [DONE]\n\n';
const never = new AbortController().signal;

/** Streams one completion and checks that nothing keeps running. */
async function stream(answer: Response): Promise<StreamOutcome> {
  stubFetch(() => answer);
  const { client, clock } = clientWith(new FakeClock());
  const outcome = await collect(client.streamFim(availableService(), fimRequest, never));
  assert.equal(clock.timers.size, 0, 'a timer was left');
  return outcome;
}

function json(body: object, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

describe('MistralClient', () => {
  afterEach(restoreFetch);

  describe('sends', () => {
    it('only documented fields that are set', async () => {
      const calls = stubFetch(() => events([chunk('a'), finish, done]));
      const { client } = clientWith(new FakeClock());
      const more = { stop: ['\n'], randomSeed: 7, promptCacheKey: 'session' };
      await collect(client.streamFim(availableService(), fimRequest, never));
      await collect(
        client.streamFim(availableService(), { ...fimRequest, ...more, suffix: '' }, never),
      );
      const basic = {
        model: 'codestral-latest',
        prompt: 'const a =',
        suffix: '\n',
        max_tokens: 16,
        temperature: 0,
        stream: true,
      };
      assert.deepEqual(
        calls.map(({ init }) => JSON.parse(init.body as string) as unknown),
        [basic, { ...basic, suffix: '', stop: ['\n'], random_seed: 7 }],
      );
    });

    it('the cache key only to the default URLs', async () => {
      const calls = stubFetch(() => events([chunk('a'), finish, done]));
      const { client } = clientWith(new FakeClock());
      const service = availableService({ url: 'https://api.mistral.ai', isDefaultUrl: true });
      await collect(client.streamFim(service, { ...fimRequest, promptCacheKey: 'session' }, never));
      assert.match(calls[0]!.init.body as string, /"prompt_cache_key":"session"/);
    });

    it('requests to the service’s URL with its key and our user agent, without cookies or redirects', async () => {
      const calls = stubFetch(() => events([chunk('a'), finish, done]));
      const { client } = clientWith(new FakeClock());
      await collect(
        client.streamFim(availableService({ url: 'https://gateway.test/ai' }), fimRequest, never),
      );
      const [{ url, init }] = calls as [(typeof calls)[0]];
      assert.equal(url, 'https://gateway.test/ai/v1/fim/completions');
      assert.equal(init.method, 'POST');
      assert.equal(init.redirect, 'manual');
      assert.deepEqual(Object.fromEntries(init.headers), {
        accept: 'text/event-stream',
        authorization: 'Bearer key-1',
        'content-type': 'application/json',
        'user-agent': 'codestral-vscode/0.0.0-test',
      });
    });

    it('no key of the environment if the service has none', async () => {
      const { MISTRAL_API_KEY } = process.env;
      process.env.MISTRAL_API_KEY = 'from-the-environment';
      try {
        const calls = stubFetch(() => events([chunk('a'), finish, done]));
        const { client } = clientWith(new FakeClock());
        await collect(client.streamFim(availableService({ key: undefined }), fimRequest, never));
        assert.equal(calls[0]!.init.headers.has('authorization'), false);
      } finally {
        if (MISTRAL_API_KEY === undefined) delete process.env.MISTRAL_API_KEY;
        else process.env.MISTRAL_API_KEY = MISTRAL_API_KEY;
      }
    });

    it('each request once, whatever the response', async () => {
      for (const status of [429, 500, 503]) {
        const calls = stubFetch(() => json({}, { status }));
        const { client } = clientWith(new FakeClock());
        await collect(client.streamFim(availableService(), fimRequest, never));
        assert.equal(calls.length, 1);
      }
    });

    it('nothing if the signal is already aborted', async () => {
      const calls = stubFetch(() => events([]));
      const { client, clock } = clientWith(new FakeClock());
      const { error } = await collect(
        client.streamFim(availableService(), fimRequest, AbortSignal.abort()),
      );
      assert.equal(error?.kind, 'aborted');
      assert.deepEqual([calls.length, clock.timers.size], [0, 0]);
    });

    it('only values that the SDK accepts', async () => {
      const calls = stubFetch(() => events([]));
      const { client } = clientWith(new FakeClock());
      const { error } = await collect(
        client.streamFim(availableService(), { ...fimRequest, maxTokens: 1.5 }, never),
      );
      assert.equal(error?.kind, 'badRequest');
      assert.equal(calls.length, 0);
    });
  });

  describe('reads', () => {
    const usage = {
      prompt_tokens: 70,
      completion_tokens: 2,
      total_tokens: 72,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    const counts = { promptTokens: 70, completionTokens: 2, cachedTokens: 64 };
    const role = chunk('', { delta: { role: 'assistant', content: '' } });
    const last = chunk('', { finish_reason: 'stop', usage });
    const nameless = 'data: {"choices":[{"delta":{"content":"b"}}],"usage":null}\n\n';
    const emptyChoices = chunk(null, { choices: [], usage: null });
    const table: [string, string[], string, StreamOutcome['end']][] = [
      [
        'text, end and usage',
        [role, chunk('a'), chunk('b'), last, done],
        'ab',
        { end: 'stop', usage: counts },
      ],
      [
        'nothing after the end',
        [chunk('ab'), last, chunk('late'), done],
        'ab',
        { end: 'stop', usage: counts },
      ],
      [
        'an end for length',
        [chunk('ab', { finish_reason: 'length' }), done],
        'ab',
        { end: 'length' },
      ],
      [
        'an unknown finish reason',
        [chunk('ab', { finish_reason: 'eos' }), done],
        'ab',
        { end: 'eos' },
      ],
      ['an empty answer', [role, finish, done], '', { end: 'stop' }],
      [
        'usage in a separate chunk',
        [chunk('ab'), finish, chunk(null, { choices: [], usage }), done],
        'ab',
        { end: 'stop', usage: counts },
      ],
      ['an answer without [DONE]', [chunk('ab'), finish], 'ab', { end: 'stop' }],
      [
        'a last event without its blank line',
        [chunk('ab'), finish.trimEnd()],
        'ab',
        { end: 'stop' },
      ],
      [
        'chunks that lack fields',
        [chunk('a'), nameless, emptyChoices, finish],
        'ab',
        { end: 'stop' },
      ],
      ['content: null', [chunk('ab'), chunk(null), finish], 'ab', { end: 'stop' }],
      [
        'comments and CRLF',
        [': hello\r\n\r\n', chunk('ab').replaceAll('\n', '\r\n'), finish],
        'ab',
        { end: 'stop' },
      ],
      [
        'lists of content',
        [
          chunk(null, {
            choices: [{ index: 0, delta: { content: [{ type: 'text', text: 'ab' }] } }],
          }),
          finish,
        ],
        'ab',
        { end: 'stop' },
      ],
    ];
    for (const [name, pieces, text, end] of table) {
      it(name, async () => {
        assert.deepEqual(await stream(events(pieces)), { text, end, error: undefined });
      });
    }

    it('an answer split anywhere, even within characters', async () => {
      const bytes = new TextEncoder().encode(chunk('é🙂') + finish + done);
      const single = [...bytes].map((byte) => Uint8Array.of(byte));
      const { text, end } = await stream(events(single));
      assert.deepEqual([text, end], ['é🙂', { end: 'stop' }]);
    });

    it('past invalid UTF-8', async () => {
      const [before = '', after = ''] = chunk('a|b').split('|');
      const encode = new TextEncoder();
      const pieces = [encode.encode(before), Uint8Array.of(0xff), encode.encode(after), finish];
      assert.equal((await stream(events(pieces as string[]))).text, 'a\ufffdb');
    });

    it('an answer interrupted after its finish reason as complete', async () => {
      const { text, end, error } = await stream(events([chunk('ab'), finish], 'break'));
      assert.deepEqual([text, end, error], ['ab', { end: 'stop' }, undefined]);
    });

    it('the end soon after the finish reason', async () => {
      stubFetch(() => events([chunk('ab'), finish], 'open'));
      const { client, clock } = clientWith(new FakeClock());
      const reading = collect(client.streamFim(availableService(), fimRequest, never));
      await clock.untilWaiting(250);
      clock.advance(250);
      assert.deepEqual(await reading, { text: 'ab', end: { end: 'stop' }, error: undefined });
      assert.equal(clock.timers.size, 0);
    });

    it('the end before the response is complete', async () => {
      stubFetch(() => events([chunk('ab'), last], 'open'));
      const { client, clock } = clientWith(new FakeClock());
      const reading = client.streamFim(availableService(), fimRequest, never);
      assert.deepEqual((await reading.next()).value, { text: 'ab' });
      assert.deepEqual((await reading.next()).value, { end: 'stop', usage: counts });
      await reading.return();
      assert.equal(clock.timers.size, 0);
    });
  });

  describe('fails', () => {
    const html = new Response('<html>Log in</html>', { headers: { 'content-type': 'text/html' } });
    const inBand =
      'data: {"object":"error","message":"no","type":"rate_limited","code":"1300"}\n\n';
    const table: [string, () => Response, string, FailureKind, string | undefined][] = [
      ['without a finish reason', () => events([chunk('ab'), done]), 'ab', 'truncated', undefined],
      ['with nothing at all', () => events([]), '', 'truncated', undefined],
      [
        'without a body',
        () => new Response(null, { headers: { 'content-type': 'text/event-stream' } }),
        '',
        'truncated',
        undefined,
      ],
      [
        'on a stream that breaks',
        () => events([chunk('ab')], 'break'),
        'ab',
        'offline',
        'UND_ERR_SOCKET',
      ],
      [
        'on malformed JSON',
        () => events([chunk('a') + chunk('b') + 'data: {"id":\n\n' + finish]),
        'ab',
        'protocol',
        'malformedChunk',
      ],
      [
        'on JSON that is no object',
        () => events([chunk('ab'), 'data: 7\n\n']),
        'ab',
        'protocol',
        'malformedChunk',
      ],
      [
        'on an error object in the stream',
        () => events([chunk('ab') + inBand + finish]),
        'ab',
        'rateLimited',
        undefined,
      ],
      [
        'on an error event',
        () => events([chunk('ab'), 'event: error\ndata: oops\n\n']),
        'ab',
        'server',
        undefined,
      ],
      [
        'on the finish reason error',
        () => events([chunk('ab', { finish_reason: 'error' })]),
        'ab',
        'server',
        'finishReason',
      ],
      [
        'on a line without end',
        () => events([chunk('ab'), `data: ${'x'.repeat(1_000_001)}`], 'open'),
        'ab',
        'protocol',
        'endlessEvent',
      ],
      ['on a page in HTML', () => html, '', 'proxy', 'html'],
      ['on JSON instead of a stream', () => json({ id: 'c1' }), '', 'protocol', 'application/json'],
      [
        'on an error object with status 200',
        () => json({ object: 'error', type: 'rate_limited', message: 'no' }),
        '',
        'rateLimited',
        undefined,
      ],
      ['on plain text', () => new Response('hi'), '', 'protocol', 'text/plain'],
      ['on status 204', () => new Response(null, { status: 204 }), '', 'protocol', 'status 204'],
      [
        'on a model that cannot fill in',
        () => json({ message: 'FIM is not enabled for this model' }, { status: 400 }),
        '',
        'modelNotFim',
        'codestral-latest',
      ],
      [
        'on a refused key',
        () => json({ detail: 'Unauthorized' }, { status: 401 }),
        '',
        'unauthorised',
        undefined,
      ],
      [
        'on a redirect',
        () =>
          new Response(null, {
            status: 307,
            headers: { location: 'https://other.test:8/x?key=1' },
          }),
        '',
        'redirect',
        'other.test:8',
      ],
      [
        'on a redirect on the same host',
        () => new Response(null, { status: 301, headers: { location: '/x' } }),
        '',
        'redirect',
        'service.test',
      ],
      [
        'on a redirect to nowhere',
        () => new Response(null, { status: 302 }),
        '',
        'redirect',
        undefined,
      ],
    ];
    for (const [name, answer, text, kind, detail] of table) {
      it(`${name}: ${kind}`, async () => {
        const outcome = await stream(answer());
        assert.deepEqual(
          [outcome.text, outcome.error?.kind, outcome.error?.detail],
          [text, kind, detail],
        );
        assert.equal(outcome.end, undefined);
      });
    }

    it('after all preceding text, even for a slow consumer', async () => {
      stubFetch(() => events(['abcde'.replace(/./g, (text) => chunk(text)) + 'data: {\n\n']));
      const { client } = clientWith(new FakeClock());
      let text = '';
      const reading = async (): Promise<void> => {
        for await (const event of client.streamFim(availableService(), fimRequest, never)) {
          if ('text' in event) text += event.text;
          await setImmediate();
        }
      };
      assert.equal((await failureOf(reading())).kind, 'protocol');
      assert.equal(text, 'abcde');
    });

    it('with status, wait and request ID', async () => {
      const headers = { 'retry-after': '3', 'mistral-correlation-id': 'r-1' };
      const { error } = await stream(json({ message: 'slow down' }, { status: 429, headers }));
      assert.deepEqual(
        [error?.kind, error?.status, error?.retryAfterMs, error?.requestId],
        ['rateLimited', 429, 3_000, 'r-1'],
      );
    });

    it('with the request ID if the stream fails', async () => {
      const { error } = await stream(events([chunk('a')], 'break', { 'x-request-id': 'r-2' }));
      assert.equal(error?.requestId, 'r-2');
    });

    it('as internal if the SDK does not load, and tries again the next time', async () => {
      let loads = 0;
      const client = new MistralClient({
        loadSdk: async () => {
          loads += 1;
          throw new Error('/home/user/secret/path');
        },
        clock: new FakeClock(),
        userAgent: 'test',
      });
      for (const expected of [1, 2]) {
        const { error } = await collect(client.streamFim(availableService(), fimRequest, never));
        assert.deepEqual([error?.kind, error?.detail, loads], ['internal', 'loadSdk', expected]);
      }
    });

    const broken = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    it('on an unknown host', async () => {
      stubFetch(() => Promise.reject(new TypeError('fetch failed', { cause: broken })));
      const { client, clock } = clientWith(new FakeClock());
      const { error } = await collect(client.streamFim(availableService(), fimRequest, never));
      assert.deepEqual([error?.kind, error?.detail], ['unknownHost', 'ENOTFOUND']);
      assert.equal(clock.timers.size, 0);
    });
  });

  describe('waits', () => {
    const phases: [keyof typeof FIM_TIMEOUTS, () => Response | Promise<Response>, string][] = [
      ['headers', () => new Promise<Response>(() => undefined), ''],
      ['firstByte', () => events([], 'open'), ''],
      ['betweenBytes', () => events([chunk('ab')], 'open'), 'ab'],
    ];
    for (const [phase, answer, text] of phases) {
      it(`${String(FIM_TIMEOUTS[phase])} ms for ${phase}, and no longer`, async () => {
        const calls = stubFetch(answer);
        const { client, clock } = clientWith(new FakeClock());
        const reading = collect(client.streamFim(availableService(), fimRequest, never));
        await clock.untilWaiting(FIM_TIMEOUTS[phase]);
        clock.advance(FIM_TIMEOUTS[phase] - 1);
        await setImmediate();
        assert.equal(calls[0]!.init.signal!.aborted, false);
        clock.advance(1);
        const outcome = await reading;
        assert.deepEqual(
          [outcome.text, outcome.error?.kind, outcome.error?.detail],
          [text, 'timeout', phase],
        );
        assert.equal(calls[0]!.init.signal!.aborted, true);
        assert.equal(clock.timers.size, 0);
      });
    }

    for (const [what, limit, detail, sent] of [
      ['nothing', 5, 'content', ': still there\n\n'],
      ['nothing but empty events', 5, 'content', chunk('')],
      ['nothing but a role', 5, 'content', chunk(null, { choices: [{ delta: { role: 'a' } }] })],
      [
        'nothing but usage',
        5,
        'content',
        chunk(null, { choices: [], usage: { prompt_tokens: 1 } }),
      ],
      ['nothing but padding', 5, 'content', chunk('', { p: 'abc' })],
      ['a word a second', 30, 'body', chunk('a ')],
    ] as const) {
      it(`${limit} s for a keepalive stream with ${what}`, async () => {
        let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            feed = controller;
          },
        });
        const headers = { 'content-type': 'text/event-stream' };
        const calls = stubFetch(() => new Response(body, { headers }));
        const { client, clock } = clientWith(new FakeClock());
        const reading = collect(client.streamFim(availableService(), fimRequest, never));
        await clock.untilWaiting(FIM_TIMEOUTS.firstByte);
        const { signal } = calls[0]!.init;
        let seconds = 0;
        for (; seconds < 40 && !signal!.aborted; seconds += 1) {
          feed!.enqueue(new TextEncoder().encode(sent));
          for (let turn = 0; turn < 5; turn += 1) await setImmediate();
          clock.advance(1_000);
        }
        assert.equal(seconds, limit);
        const { error } = await reading;
        assert.deepEqual([error?.kind, error?.detail], ['timeout', detail]);
        assert.equal(clock.timers.size, 0);
      });
    }

    it('a limited time for an error body, then uses the status', async () => {
      const body = events(['{"detail":'], 'open').body;
      stubFetch(() => new Response(body, { status: 401 }));
      const { client, clock } = clientWith(new FakeClock());
      const reading = collect(client.streamFim(availableService(), fimRequest, never));
      await clock.untilWaiting(3_000);
      clock.advance(3_000);
      assert.equal((await reading).error?.kind, 'unauthorised');
      assert.equal(clock.timers.size, 0);
    });

    it('for at most 64 kB of an error body', async () => {
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(16_384));
        },
      });
      const { error } = await stream(new Response(endless, { status: 500 }));
      assert.equal(error?.kind, 'server');
    });

    it('no shorter for a slow consumer', async () => {
      stubFetch(() => events([chunk('a'), chunk('b'), chunk('c'), finish]));
      const { client, clock } = clientWith(new FakeClock());
      const reading = client.streamFim(availableService(), fimRequest, never);
      await reading.next();
      await setImmediate();
      assert.equal(clock.timers.size, 0);
      clock.advance(60_000);
      const { text, error } = await collect(reading);
      assert.deepEqual([text, error], ['bc', undefined]);
    });
  });

  describe('stops', () => {
    for (const reason of [undefined, 'custom']) {
      it(`before the headers when aborted (reason: ${String(reason)})`, async () => {
        const calls = stubFetch(() => new Promise<Response>(() => undefined));
        const { client, clock } = clientWith(new FakeClock());
        const controller = new AbortController();
        const reading = collect(
          client.streamFim(availableService(), fimRequest, controller.signal),
        );
        await clock.untilWaiting(FIM_TIMEOUTS.headers);
        controller.abort(reason);
        assert.equal(calls[0]!.init.signal!.aborted, true, 'at once');
        assert.equal((await reading).error?.kind, 'aborted');
        assert.equal(clock.timers.size, 0);
      });
    }

    it('in the middle of the stream when aborted', async () => {
      const calls = stubFetch(() => events([chunk('ab')], 'open'));
      const { client, clock } = clientWith(new FakeClock());
      const controller = new AbortController();
      const reading = collect(client.streamFim(availableService(), fimRequest, controller.signal));
      await clock.untilWaiting(FIM_TIMEOUTS.betweenBytes);
      controller.abort();
      assert.equal(calls[0]!.init.signal!.aborted, true, 'at once');
      const { text, error } = await reading;
      assert.deepEqual([text, error?.kind], ['ab', 'aborted']);
      assert.equal(clock.timers.size, 0);
    });

    it('as aborted between the finish reason and the end', async () => {
      stubFetch(() => events([chunk('ab'), finish], 'open'));
      const { client, clock } = clientWith(new FakeClock());
      const controller = new AbortController();
      const reading = collect(client.streamFim(availableService(), fimRequest, controller.signal));
      await clock.untilWaiting(250);
      controller.abort();
      const { text, end, error } = await reading;
      assert.deepEqual([text, end, error?.kind], ['ab', undefined, 'aborted']);
      assert.equal(clock.timers.size, 0);
    });

    it('while it reads an error body', async () => {
      stubFetch(() => new Response(events([], 'open').body, { status: 500 }));
      const { client, clock } = clientWith(new FakeClock());
      const controller = new AbortController();
      const reading = collect(client.streamFim(availableService(), fimRequest, controller.signal));
      await clock.untilWaiting(FIM_TIMEOUTS.firstByte);
      controller.abort();
      assert.equal((await reading).error?.kind, 'aborted');
      assert.equal(clock.timers.size, 0);
    });

    it('when the consumer stops', async () => {
      const answer = events([chunk('ab')], 'open', {
        'x-model-deprecation-timestamp': '2026-01-01',
      });
      const calls = stubFetch(() => answer);
      const { client, clock, reports } = clientWith(new FakeClock());
      for await (const event of client.streamFim(availableService(), fimRequest, never)) {
        assert.deepEqual(event, { text: 'ab' });
        break;
      }
      assert.equal(calls[0]!.init.signal!.aborted, true);
      assert.equal(clock.timers.size, 0);
      assert.equal(reports[0]?.outcome, 'closed');
    });

    it('listening to the caller’s signal', async () => {
      const { signal } = new AbortController();
      stubFetch(() => events([chunk('ab'), finish, done]));
      const { client } = clientWith(new FakeClock());
      await collect(client.streamFim(availableService(), fimRequest, signal));
      assert.deepEqual(getEventListeners(signal, 'abort'), []);
    });
  });

  describe('lists models', () => {
    const card = {
      id: 'codestral-2508',
      object: 'model',
      created: 1,
      owned_by: 'mistralai',
      capabilities: { completion_chat: true, completion_fim: true, vision: false },
      name: 'codestral-2508',
      max_context_length: 256_000,
      aliases: ['codestral-latest'],
      deprecation: '2027-01-31T12:00:00Z',
      deprecation_replacement_model: 'codestral-3000',
      type: 'base',
    };
    const read = {
      id: 'codestral-2508',
      name: 'codestral-2508',
      aliases: ['codestral-latest'],
      isFineTuned: false,
      fim: true,
      chat: true,
      vision: false,
      // Missing means unknown: the SDK would return false.
      reasoning: undefined,
      tools: undefined,
      maxContextLength: 256_000,
      deprecation: new Date('2027-01-31T12:00:00Z'),
      replacement: 'codestral-3000',
    };

    async function list(...data: unknown[]) {
      const calls = stubFetch(() => json({ object: 'list', data }));
      const { client, clock } = clientWith(new FakeClock());
      const models = await client.listModels(availableService(), never);
      assert.equal(calls[0]!.url, 'https://service.test/v1/models');
      assert.equal(calls[0]!.init.body, null);
      assert.equal(clock.timers.size, 0);
      return models;
    }

    it('as documented', async () => {
      assert.deepEqual(await list(card), [read]);
    });

    it('with model cards that the SDK does not accept', async () => {
      const untyped = { ...card, type: undefined };
      const day = { ...card, deprecation: '2027-01-31' };
      const data = [untyped, { ...card, id: 'b', type: 'preview' }, { ...day, id: 'c' }];
      assert.deepEqual(await list(...data), [
        read,
        { ...read, id: 'b' },
        { ...read, id: 'c', deprecation: new Date('2027-01-31') },
      ]);
    });

    it('of a self-hosted server that reports almost nothing', async () => {
      assert.deepEqual(await list({ id: 'own', object: 'model' }, { object: 'model' }, null, 'x'), [
        {
          id: 'own',
          name: undefined,
          aliases: [],
          isFineTuned: false,
          fim: undefined,
          chat: undefined,
          vision: undefined,
          reasoning: undefined,
          tools: undefined,
          maxContextLength: undefined,
          deprecation: undefined,
          replacement: undefined,
        },
      ]);
    });

    const failures: [string, () => Response, FailureKind][] = [
      ['a refused key', () => json({ detail: 'Unauthorized' }, { status: 401 }), 'unauthorised'],
      ['JSON that is no list', () => json({ hello: 'world' }), 'protocol'],
      [
        'JSON that is none',
        () => new Response('{', { headers: { 'content-type': 'application/json' } }),
        'protocol',
      ],
      ['a page', () => new Response('<p>', { headers: { 'content-type': 'text/html' } }), 'proxy'],
      ['no such route', () => json({ message: 'no Route matched' }, { status: 404 }), 'notFound'],
    ];
    for (const [name, answer, kind] of failures) {
      it(`and fails on ${name}: ${kind}`, async () => {
        stubFetch(answer);
        const { client, clock } = clientWith(new FakeClock());
        assert.equal((await failureOf(client.listModels(availableService(), never))).kind, kind);
        assert.equal(clock.timers.size, 0);
      });
    }

    it('in a limited time, even if the server never stops sending', async () => {
      const clock = new FakeClock();
      const drip = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            clock.advance(1_000);
            controller.enqueue(Uint8Array.of(0x20));
          },
        },
        { highWaterMark: 0 },
      );
      const headers = { 'content-type': 'application/json' };
      stubFetch(() => new Response(drip, { headers }));
      const { kind, detail } = await failureOf(
        clientWith(clock).client.listModels(availableService(), never),
      );
      assert.deepEqual([kind, detail], ['timeout', 'body']);
      assert.equal(clock.timers.size, 0);
    });
  });

  describe('probes', () => {
    it('mistral through its models list', async () => {
      const calls = stubFetch(() => json({ object: 'list', data: [] }));
      await clientWith(new FakeClock()).client.testKey(availableService(), never);
      assert.deepEqual(
        calls.map(({ url }) => url),
        ['https://service.test/v1/models'],
      );
    });

    it('codestral with a completion of one token', async () => {
      const calls = stubFetch(() => events([chunk('4', { finish_reason: 'length' }), done]));
      await clientWith(new FakeClock()).client.testKey(
        availableService({ name: 'codestral' }),
        never,
      );
      assert.equal(calls.length, 1);
      assert.equal(calls[0]!.url, 'https://service.test/v1/fim/completions');
      const body = JSON.parse(calls[0]!.init.body as string) as Record<string, unknown>;
      assert.deepEqual([body.max_tokens, body.model], [1, 'codestral-latest']);
    });

    for (const name of ['mistral', 'codestral'] as const) {
      it(`and reports that ${name} rejects the key`, async () => {
        stubFetch(() => json({ detail: 'Unauthorized' }, { status: 401 }));
        const { client } = clientWith(new FakeClock());
        const error = await failureOf(client.testKey(availableService({ name }), never));
        assert.deepEqual([error.kind, error.service], ['unauthorised', name]);
      });
    }
  });

  describe('reports', () => {
    it('each request once, without key or code', async () => {
      const answers = [events([chunk('ab'), finish, done]), json({ detail: 'x' }, { status: 401 })];
      stubFetch(() => answers.shift()!);
      const { client, reports } = clientWith(new FakeClock());
      await collect(client.streamFim(availableService(), fimRequest, never));
      await collect(client.streamFim(availableService(), fimRequest, never));
      const common = {
        ...{ operation: 'fim', feature: 'completion', model: fimRequest.model, service: 'mistral' },
        ...{ requestId: undefined, detail: undefined, usage: undefined },
        ...{ firstByteMs: 0, totalMs: 0 },
      };
      assert.deepEqual(reports, [
        { ...common, outcome: 'done', status: 200, firstTextMs: 0 },
        { ...common, outcome: 'unauthorised', status: 401, firstTextMs: undefined },
      ]);
    });
  });
});
