import assert from 'node:assert/strict';
import type { ConversationEvent } from '../../../../src/mistral/conversations/conversationEvent.ts';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { CHAT_TIMEOUTS } from '../../../../src/mistral/http/timeouts.ts';
import type { Fault } from '../../../server/faults.ts';
import type { WebPiece } from '../../../server/protocol.ts';
import { startServer } from '../../../server/server.ts';
import type { LocalServer } from '../../../server/server.ts';
import { realClock } from '../../../support/fakeClock.ts';
import { send } from '../../../support/localServers.ts';
import { clientWith, availableService, timeoutsFor } from '../../../support/mistralClient.ts';

const never = new AbortController().signal;
const request = { model: 'mistral-medium-latest', question: 'What is new in Node.js?' };
const pieces: readonly WebPiece[] = [
  'é🙂 first',
  { title: 'One', url: 'https://one.example/a?b=1&c=2' },
  '. Second',
  { title: 'Two' },
  { title: 'One', url: 'https://one.example/a?b=1&c=2' },
  '\n',
];

/** What a stream said, with sources as `<title url>`. */
async function read(events: AsyncIterable<ConversationEvent>) {
  const outcome = {
    said: '',
    end: undefined as Extract<ConversationEvent, { end: string }> | undefined,
    error: undefined as ServiceError | undefined,
  };
  try {
    for await (const event of events) {
      assert.equal(outcome.end, undefined);
      if ('text' in event) outcome.said += event.text;
      else if ('source' in event) outcome.said += `<${event.source.title} ${event.source.url}>`;
      else outcome.end = event;
    }
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

const said =
  'é🙂 first<One https://one.example/a?b=1&c=2>. Second<Two undefined><One https://one.example/a?b=1&c=2>\n';

describe('MistralClient web search with the local server', () => {
  let server: LocalServer;
  const { client, clock, reports } = clientWith(realClock());

  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.reset();
    server.answerWeb(pieces);
  });
  afterEach(async () => {
    await server.idle();
    assert.equal(clock.open(), 0, 'a timer was left');
  });

  const at = () => availableService({ name: 'mistral', ...server.mistral });
  const ask = (timeouts = CHAT_TIMEOUTS) =>
    read(client.streamConversation(at(), request, never, timeouts));

  it('sends only the question, and asks the service to store nothing', async () => {
    await ask();
    const [record] = server.requests;
    assert.equal(record?.valid, true);
    assert.equal(record.path, '/v1/conversations');
    assert.deepEqual(record.body, {
      model: 'mistral-medium-latest',
      inputs: 'What is new in Node.js?',
      tools: [{ type: 'web_search' }],
      store: false,
      stream: true,
    });
  });

  it('streams text and sources in order for any split, with what is billed', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const other = await startServer({ seed });
      try {
        other.answerWeb(pieces);
        const outcome = await read(
          client.streamConversation(availableService({ ...other.mistral }), request, never),
        );
        assert.equal(outcome.said, said);
        assert.deepEqual(outcome.end, {
          end: 'stop',
          usage: {
            ...{ promptTokens: 11 + 1_500, completionTokens: 6, cachedTokens: 0 },
            webSearches: 1,
          },
        });
      } finally {
        await other.close();
      }
    }
  });

  it('reports a request as one of the web, with its searches', async () => {
    await ask();
    const report = reports.at(-1);
    assert.deepEqual(
      [report?.operation, report?.feature, report?.outcome, report?.usage?.webSearches],
      ['conversation', 'web', 'done', 1],
    );
  });

  const failing: [Fault, string | RegExp, FailureKind][] = [
    [{ kind: 'fin' }, /^é/, 'offline'],
    [{ kind: 'eofWithoutFinish' }, /^é/, 'truncated'],
    [{ kind: 'eofWithoutFinish', after: 1_000 }, said, 'truncated'],
    [{ kind: 'malformedChunk' }, /^é/, 'protocol'],
    [{ kind: 'garbage' }, /^é/, 'protocol'],
    [{ kind: 'inBandError' }, /^é/, 'server'],
    [
      { kind: 'inBandError', error: { message: 'Requests rate limit exceeded', code: 429 } },
      /^é/,
      'rateLimited',
    ],
    [{ kind: 'stall' }, /^é/, 'timeout'],
    [{ kind: 'endless' }, /^é.*again again/su, 'protocol'],
    [{ kind: 'stallBeforeHeaders' }, '', 'timeout'],
    [{ kind: 'stallAfterHeaders' }, '', 'timeout'],
    [{ kind: 'drop' }, '', 'offline'],
    [{ kind: 'html200' }, '', 'proxy'],
    [{ kind: 'json200' }, '', 'protocol'],
    [{ kind: 'json200', body: { detail: 'Not Found', status: 404 } }, '', 'notFound'],
    [{ kind: 'error', body: 'rateLimitApp', retryAfter: 3 }, '', 'rateLimited'],
    [{ kind: 'error', body: 'notFoundGateway' }, '', 'notFound'],
    [{ kind: 'redirect', status: 302, location: 'https://evil.example/' }, '', 'redirect'],
  ];
  for (const [fault, expected, kind] of failing) {
    it(`reports ${JSON.stringify(fault)} as ${kind}, after the text before it`, async () => {
      server.fault(fault);
      const outcome = await ask(timeoutsFor(fault, CHAT_TIMEOUTS));
      if (typeof expected === 'string') assert.equal(outcome.said, expected);
      else assert.match(outcome.said, expected);
      assert.deepEqual([outcome.end, outcome.error?.kind], [undefined, kind]);
    });
  }

  it('reads an end without the blank line after it', async () => {
    server.fault({ kind: 'missingFinalBlankLine' });
    assert.deepEqual([(await ask()).said, (await ask()).error], [said, undefined]);
  });

  it('removes keys that the answer and its sources repeat', async () => {
    const key = server.mistral.key;
    server.answerWeb([`a ${key} `, { title: key, url: `https://x.example/?k=${key}` }]);
    const { said: clean } = await ask();
    assert.equal(clean, 'a [redacted] <[redacted] https://x.example/?k=[redacted]>');
  });

  it('closes the socket when it is stopped', async () => {
    server.fault({ kind: 'stall' });
    const controller = new AbortController();
    const events = client.streamConversation(at(), request, controller.signal);
    await events.next();
    const rest = read(events);
    controller.abort();
    assert.equal((await rest).error?.kind, 'aborted');
    await server.idle();
    assert.equal(server.requests[0]?.closedEarly, true);
    assert.equal(reports.at(-1)?.usage, undefined);
  });
});

describe('local server: conversations', () => {
  let server: LocalServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  const body = { model: 'mistral-medium-latest', inputs: 'Hi', stream: true };
  const cases: [string, object, number][] = [
    ['a question alone', {}, 200],
    ['a list of entries', { inputs: [{ role: 'user', content: 'Hi' }] }, 200],
    ['an unknown field', { messages: [] }, 422],
    ['an unknown tool', { tools: [{ type: 'browser' }] }, 422],
    ['an unknown field of a tool', { tools: [{ type: 'web_search', name: 'x' }] }, 422],
    ['a store that is no boolean', { store: 'no' }, 422],
    ['a temperature that chat would accept', { completion_args: { temperature: 1.2 } }, 422],
    ['an unknown model', { model: 'no-such-model' }, 400],
    ['a model without chat', { model: 'codestral-embed' }, 400],
  ];
  for (const [what, more, status] of cases) {
    it(`answers ${what} with ${status}`, async () => {
      const response = await send(server, { route: 'conversations', body: { ...body, ...more } });
      await response.text();
      assert.equal(response.status, status);
    });
  }

  it('has no conversations on the Codestral service', async () => {
    const response = await send(server, { service: 'codestral', route: 'conversations', body });
    await response.text();
    assert.equal(response.status, 404);
  });
});
