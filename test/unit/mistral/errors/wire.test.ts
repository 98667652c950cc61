import assert from 'node:assert/strict';
import type { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { ERROR_MESSAGES } from '../../../../src/messages/errorMessages.ts';
import { chunk, events, restoreFetch, stubFetch } from '../../../support/fakeFetch.ts';
import {
  clientWith,
  collectChat,
  availableService,
  chatRequest,
} from '../../../support/mistralClient.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import type { ChatOutcome } from '../../../support/mistralClient.ts';
import { MODEL } from './cases/case.ts';
import type { WireCase } from './cases/case.ts';
import { STREAM_CASES } from './cases/streams.ts';
import { STATUS_CASES } from './wireCases.ts';

const never = new AbortController().signal;

/** Requests a chat answer; `answer` is the response of the service. */
async function ask(answer: Response): Promise<ChatOutcome> {
  stubFetch(() => answer);
  const { client, clock } = clientWith(new FakeClock());
  const outcome = await collectChat(
    client.streamChat(availableService(), { ...chatRequest, model: MODEL }, never),
  );
  assert.equal(clock.timers.size, 0, 'a timer was left');
  return outcome;
}

function check(error: ServiceError | undefined, expected: Omit<WireCase, 'status' | 'body'>): void {
  assert.ok(error, 'no error');
  const { kind, detail, retryAfterMs: pause } = error;
  const action = ERROR_MESSAGES[kind].card[0];
  assert.deepEqual(
    { kind, detail, pause, action },
    {
      kind: expected.kind,
      detail: expected.detail,
      pause: expected.pause,
      action: expected.action,
    },
  );
}

describe('errors on the wire', () => {
  afterEach(restoreFetch);

  for (const each of STATUS_CASES) {
    it(`${each.status} from ${each.name}: ${each.kind}`, async () => {
      const isText = typeof each.body === 'string';
      const body = typeof each.body === 'string' ? each.body : JSON.stringify(each.body);
      const headers = {
        ...(isText ? {} : { 'content-type': 'application/json' }),
        ...each.headers,
      };
      const { error } = await ask(new Response(body, { status: each.status, headers }));
      check(error, each);
      assert.equal(error?.status, each.status);
    });
  }

  for (const each of STREAM_CASES) {
    it(`in a stream: ${each.name}: ${each.kind}`, async () => {
      const { text, error } = await ask(events([each.lines, 'data: [DONE]\n\n']));
      check(error, each);
      assert.equal(text, '');
    });

    it(`in a stream after a text, ${each.name}: ${each.kind}`, async () => {
      const { text, error } = await ask(events([chunk('a'), chunk('b'), each.lines]));
      check(error, each);
      assert.equal(text, 'ab');
    });

    it(`as the whole body in JSON, ${each.name}`, async () => {
      const [, json = ''] = /^(?:event: ?\w+\n)?(?:\w+: ?)?([{[].*)\n\n$/s.exec(each.lines) ?? [];
      if (json === '' || json.includes('data:') || each.detail === 'finishReason') return;
      const { error } = await ask(Response.json(JSON.parse(json) as object));
      check(error, each);
    });
  }

  it('yields the text beside an error', async () => {
    const chunkWithError = {
      error: { code: 429, message: 'x' },
      choices: [{ delta: { content: 'c' } }],
    };
    const { text, error } = await ask(
      events([chunk('a'), `data: ${JSON.stringify(chunkWithError)}\n\n`]),
    );
    assert.deepEqual([text, error?.kind], ['ac', 'rateLimited']);
  });

  it('ignores empty errors beside choices', async () => {
    for (const error of [null, false, '', {}, []]) {
      const outcome = await ask(
        events([chunk('a', { error }), chunk('', { finish_reason: 'stop' })]),
      );
      assert.deepEqual([outcome.text, outcome.error], ['a', undefined]);
    }
  });

  it('reports a web page with status 200 as a proxy', async () => {
    for (const type of ['text/html', 'application/xhtml+xml', 'application/json']) {
      const { error } = await ask(
        new Response('<html></html>', { headers: { 'content-type': type } }),
      );
      assert.equal(error?.kind, 'proxy', type);
    }
  });
});
