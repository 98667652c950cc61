import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../src/mistral/chat.ts';
import { CHAT_TIMEOUTS } from '../../../src/mistral/http/timeouts.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { ModelCatalogue } from '../../../src/mistral/models/modelCatalogue.ts';
import type { AvailableService } from '../../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../../src/mistral/serviceName.ts';
import type { Fault } from '../../server/faults.ts';
import { startServer } from '../../server/server.ts';
import type { LocalServer } from '../../server/server.ts';
import {
  clientWith,
  collectChat,
  availableService,
  chatRequest,
  timeoutsFor,
} from '../../support/mistralClient.ts';
import { realClock } from '../../support/fakeClock.ts';
import type { ChatOutcome } from '../../support/mistralClient.ts';

const never = new AbortController().signal;
/** Much shorter than the answers here would take, in milliseconds, but long enough for a busy machine. */
const soon = 10_000;

describe('MistralClient chat with the local server', () => {
  let server: LocalServer;
  const { client, clock } = clientWith(realClock());

  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  beforeEach(async () => {
    server.reset();
    await server.configure({ firstTokenMs: 0, tokenMs: 0 });
    server.answerChat({ thinking: ['Hm', '.'], text: ['answer', ' + ', 'é🙂'] });
  });
  afterEach(async () => {
    await server.idle();
    assert.equal(clock.open(), 0, 'a timer was left');
  });

  function at(name: ServiceName = 'mistral'): AvailableService {
    return availableService({ name, ...server[name] });
  }

  function ask(more: Partial<ChatRequest> = {}, timeouts = CHAT_TIMEOUTS): Promise<ChatOutcome> {
    return collectChat(
      client.streamChat(at(), { ...chatRequest, ...more }, never, 'chat', timeouts),
    );
  }

  it('streams reasoning, an answer and its usage', async () => {
    const { thinking, text, end, error } = await ask({ reasoningEffort: 'high', temperature: 1 });
    assert.deepEqual([thinking, text, error], ['Hm.', 'answer + é🙂', undefined]);
    assert.equal(end?.end, 'stop');
    assert.ok((end.usage?.promptTokens ?? 0) > 0 && (end.usage?.completionTokens ?? 0) > 4);
    const [record] = server.requests;
    assert.deepEqual([record?.valid, record?.closedEarly], [true, false]);
  });

  it('streams from codestral with its own model and key', async () => {
    const request = { ...chatRequest, model: 'codestral-latest' };
    const { text } = await collectChat(client.streamChat(at('codestral'), request, never));
    assert.equal(text, 'answer + é🙂');
  });

  it('sends a conversation with all kinds of content', async () => {
    const gif = `data:image/gif;base64,${Buffer.from('GIF89a').toString('base64')}`;
    const { error } = await ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image', url: gif },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', text: 'Hm.' },
            { type: 'text', text: 'That.' },
          ],
        },
        { role: 'user', content: 'And?' },
      ],
    });
    assert.deepEqual([error, server.requests[0]?.valid], [undefined, true]);
  });

  it('continues a truncated answer seamlessly', async () => {
    server.answerChat(undefined);
    const messages = [{ role: 'user', content: 'Show me everything' }] as const;
    const whole = await ask({ messages });
    const cut = await ask({ messages, maxTokens: 100 });
    assert.deepEqual([whole.end?.end, cut.end?.end], ['stop', 'length']);
    const partialAnswer = { role: 'assistant', content: cut.text, prefix: true } as const;
    const rest = await ask({ messages: [...messages, partialAnswer] });
    assert.equal(cut.text + rest.text, whole.text);
    assert.ok(rest.text.length > cut.text.length);
  });

  it('reads tool calls, whole and in pieces', async () => {
    for (const form of ['whole', 'pieces'] as const) {
      server.fault({ kind: 'toolCalls', form });
      const { text, calls, end, error } = await ask();
      assert.deepEqual([text, end?.end, error], ['answer + é🙂', 'tool_calls', undefined]);
      assert.deepEqual(calls, [
        { id: 'a1B2c3D4e', name: 'read_file', arguments: '{"path":"a.ts"}' },
      ]);
    }
  });

  it('gets tool calls and an answer from their results', async () => {
    server.answerChat(undefined);
    const parameters = { type: 'object', properties: { path: { type: 'string' } } };
    const names = ['read_file', 'list-files'];
    const tools = names.map((name) => ({ name, description: '', parameters }));
    const asked = { role: 'user', content: 'read_file and list-files {"path":"é.ts"}' } as const;
    const { text, calls = [], end } = await ask({ messages: [asked], tools });
    assert.deepEqual(
      calls.map(({ name, arguments: text }) => [name, text]),
      names.map((name) => [name, '{"path":"é.ts"}']),
    );
    assert.equal(end?.end, 'tool_calls');
    const toolCalls = calls.map(({ id = '', ...call }) => ({ ...call, id }));
    const results = toolCalls.map(({ id, name }) => ({
      ...{ role: 'tool' as const, toolCallId: id, name },
      content: `42 of ${name}`,
    }));
    const messages = [asked, { role: 'assistant' as const, content: text, toolCalls }, ...results];
    const answer = await ask({ messages, tools });
    assert.match(answer.text, /42 of read_file[^]*42 of list-files/);
    assert.equal(answer.error, undefined);
  });

  const normalized: Fault[] = [
    { kind: 'missingFinalBlankLine' },
    { kind: 'emptyChoices' },
    { kind: 'usageNull' },
    { kind: 'missingFinishReason' },
    { kind: 'missingId' },
    { kind: 'missingModel' },
    { kind: 'contentNull' },
    { kind: 'finishReason', value: 'model_length' },
    { kind: 'slowDrip', everyMs: 0 },
    { kind: 'deprecated', date: '2026-01-31T12:00:00Z' },
  ];
  for (const fault of normalized) {
    it(`reads through ${JSON.stringify(fault)}`, async () => {
      server.fault(fault);
      const { thinking, text, end, error } = await ask({ reasoningEffort: 'high' });
      const reason = fault.kind === 'finishReason' ? fault.value : 'stop';
      assert.deepEqual([thinking, text, end?.end], ['Hm.', 'answer + é🙂', reason]);
      assert.equal(error, undefined);
    });
  }

  const failing: [Fault, string, FailureKind][] = [
    [{ kind: 'fin' }, 'answer', 'offline'],
    [{ kind: 'eofWithoutFinish' }, 'answer', 'truncated'],
    [{ kind: 'malformedChunk' }, 'answer', 'protocol'],
    [{ kind: 'garbage' }, 'answer', 'protocol'],
    [{ kind: 'inBandError' }, 'answer', 'server'],
    [{ kind: 'stall' }, 'answer', 'timeout'],
    [{ kind: 'stallBeforeHeaders' }, '', 'timeout'],
    [{ kind: 'stallAfterHeaders' }, '', 'timeout'],
    [{ kind: 'drop' }, '', 'offline'],
    [{ kind: 'html200' }, '', 'proxy'],
    [{ kind: 'json200' }, '', 'protocol'],
    [{ kind: 'endlessError' }, '', 'server'],
    [{ kind: 'error', body: 'rateLimitApp', retryAfter: 3 }, '', 'rateLimited'],
    [{ kind: 'error', body: 'capacity' }, '', 'capacity'],
  ];
  for (const [fault, expected, kind] of failing) {
    it(`keeps ${JSON.stringify(expected)} of ${JSON.stringify(fault)}: ${kind}`, async () => {
      server.fault(fault);
      const { text, end, error } = await ask({}, timeoutsFor(fault, CHAT_TIMEOUTS));
      assert.deepEqual([text, end, error?.kind], [expected, undefined, kind]);
      assert.equal(server.requests.length, 1);
    });
  }

  const long = 'a '.repeat(40_000);
  const refused: [string, Partial<ChatRequest>, FailureKind, string | RegExp][] = [
    ['thinking', { model: 'codestral-latest', reasoningEffort: 'high' }, 'badRequest', 'reasoning'],
    [
      'an image',
      {
        model: 'codestral-latest',
        messages: [{ role: 'user', content: [{ type: 'image', url: 'data:image/gif;base64,' }] }],
      },
      'badRequest',
      'image',
    ],
    ['chat', { model: 'codestral-embed' }, 'badRequest', 'chat'],
    ['an unknown model', { model: 'no-such-model' }, 'modelUnknown', 'no-such-model'],
    [
      'a conversation that is too long',
      { model: 'codestral-2507', messages: [{ role: 'user', content: long }] },
      'contextTooLong',
      /^\d{5} > 32768$/,
    ],
    [
      'an answer at the end',
      { messages: [{ role: 'assistant', content: 'Hi' }] },
      'badRequest',
      'invalid_request_message_order',
    ],
    ['too much warmth', { temperature: 1.6 }, 'badRequest', 'less_than_equal: body.temperature'],
  ];
  for (const [name, more, kind, detail] of refused) {
    it(`reports that ${name} is rejected: ${kind}`, async () => {
      const { error } = await ask(more);
      assert.equal(error?.kind, kind);
      if (typeof detail === 'string') assert.equal(error.detail, detail);
      else assert.match(error.detail ?? '', detail);
      assert.ok(error.requestId);
    });
  }

  /** Aborts an answer after this number of events. Resolves to the server's record of it. */
  async function abortAfter(count: number): Promise<{ afterMs: number; bytesSent: number }> {
    const controller = new AbortController();
    const answer = client.streamChat(at(), chatRequest, controller.signal);
    for (let left = count; left > 0; left -= 1) await answer.next();
    const next = collectChat(answer);
    while (server.requests[0]?.status === undefined) await new Promise(setImmediate);
    const abortedAt = performance.now();
    controller.abort();
    assert.equal((await next).error?.kind, 'aborted');
    await server.idle();
    const { closedEarly, closedAt = Infinity, bytesSent } = server.requests[0];
    assert.equal(closedEarly, true);
    return { afterMs: closedAt - abortedAt, bytesSent };
  }

  it('closes the socket at once when stopped before the first byte', async () => {
    await server.configure({ firstTokenMs: 60_000 });
    const { afterMs, bytesSent } = await abortAfter(0);
    assert.ok(afterMs < soon, `${afterMs} ms`);
    assert.equal(bytesSent, 0);
  });

  it('closes the socket at once when stopped within a slow answer', async () => {
    await server.configure({ tokenMs: 20 });
    server.fault({ kind: 'endless' });
    const { afterMs, bytesSent } = await abortAfter(2);
    assert.ok(afterMs < soon, `${afterMs} ms`);
    assert.ok(bytesSent > 0);
  });

  it('yields pieces as they arrive', async () => {
    await server.configure({ firstTokenMs: 60, tokenMs: 20 });
    server.answerChat(Array.from({ length: 10 }, (_, at) => `word${at} `));
    const startedAt = performance.now();
    const times: number[] = [];
    for await (const event of client.streamChat(at(), chatRequest, never)) {
      if ('text' in event) times.push(performance.now() - startedAt);
    }
    assert.equal(times.length, 10);
    assert.ok(times[0]! >= 55 && times[9]! - times[0]! >= 90, times.join(' '));
  });

  it('lists the models of both services, each once', async () => {
    const catalogue = new ModelCatalogue({
      clock,
      list: (service, signal) => client.listModels(service, signal),
      store: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    });
    const { rows, source, failure } = await catalogue.list(at());
    const reported = rows.map(({ id, group }) => `${group} ${id}`);
    assert.deepEqual([source, failure], ['live', undefined]);
    for (const one of [
      'current mistral-small-latest',
      'current card-of-unknown-type',
      'deprecated card-with-odd-date',
      'fineTuned ft:codestral-2508:587a6b29:20260514:7e773925',
      'deprecated codestral-2507',
      'retired mistral-medium-2508',
    ]) {
      assert.ok(reported.includes(one), one);
    }
    assert.ok(!reported.some((one) => one.endsWith('mistral-small-2603')));
    assert.equal(catalogue.facts('mistral-small-2603').reasoning, true);
    server.fault({ kind: 'error', body: 'unavailable' });
    const other = { ...at(), key: 'another-key' };
    assert.deepEqual((await catalogue.list(other)).failure?.kind, 'unauthorised');
    assert.equal((await catalogue.list(at('codestral'))).source, 'static');
    assert.ok(server.requests.every(({ service }) => service === 'mistral'));
  });
});
