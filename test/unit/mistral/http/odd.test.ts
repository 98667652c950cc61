import assert from 'node:assert/strict';
import { chunk, events, restoreFetch, stubFetch } from '../../../support/fakeFetch.ts';
import {
  clientWith,
  collect,
  collectChat,
  availableService,
  chatRequest,
  fimRequest,
} from '../../../support/mistralClient.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import type { ChatOutcome } from '../../../support/mistralClient.ts';

const never = new AbortController().signal;
const done = 'data: [DONE]\n\n';
const finish = chunk('', { finish_reason: 'stop' });
const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const counts = { promptTokens: 9, completionTokens: 4, cachedTokens: 0 };
const bare = (fields: object) => chunk(null, { choices: [], ...fields });

async function ask(answer: Response): Promise<ChatOutcome> {
  stubFetch(() => answer);
  const { client, clock } = clientWith(new FakeClock());
  const outcome = await collectChat(client.streamChat(availableService(), chatRequest, never));
  assert.equal(clock.timers.size, 0, 'a timer was left');
  return outcome;
}

const delta = (fields: object, finish_reason: string | null = null) =>
  chunk(null, { choices: [{ index: 0, delta: fields, finish_reason }] });

const USAGE: readonly (readonly [string, readonly string[]])[] = [
  ['with the end', [chunk('a'), chunk('', { finish_reason: 'stop', usage }), done]],
  ['after the end', [chunk('a'), finish, bare({ usage }), done]],
  ['before the end', [chunk('a', { usage }), finish, done]],
  ['before the end, and the connection breaks', [chunk('a', { usage }), finish]],
  [
    'on every chunk, growing',
    [
      chunk('a', { usage: { ...usage, completion_tokens: 1, total_tokens: 10 } }),
      chunk('b', { usage: { ...usage, completion_tokens: 3, total_tokens: 12 } }),
      chunk('', { finish_reason: 'stop', usage }),
      done,
    ],
  ],
  ['zeros first', [chunk('a', { usage: zeros }), finish, bare({ usage }), done]],
  [
    'zeros with the end, then the counts',
    [chunk('a'), chunk('', { finish_reason: 'stop', usage: zeros }), bare({ usage }), done],
  ],
  ['zeros last', [chunk('a', { usage }), finish, bare({ usage: zeros }), done]],
  ['null last', [chunk('a', { usage }), finish, bare({ usage: null }), done]],
  [
    'the completion left out',
    [
      chunk('a'),
      chunk('', { finish_reason: 'stop', usage: { prompt_tokens: 9, total_tokens: 13 } }),
      done,
    ],
  ],
];

const CONTENT: readonly (readonly [string, readonly string[], Partial<ChatOutcome>])[] = [
  ['reasoning', [delta({ reasoning: 'Hm' }), chunk('a'), finish], { thinking: 'Hm', text: 'a' }],
  [
    'reasoning_content beside null and beside a text',
    [
      delta({ reasoning_content: 'H', content: null }),
      delta({ reasoning_content: 'm', content: 'a' }),
      finish,
    ],
    { thinking: 'Hm', text: 'a' },
  ],
  [
    'the same reasoning under both names once',
    [delta({ reasoning: 'Hm', reasoning_content: 'Hm' }), chunk('a'), finish],
    { thinking: 'Hm', text: 'a' },
  ],
  [
    'reasoning beside thoughts in the content only once',
    [
      delta({
        reasoning: 'Hm',
        content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }],
      }),
      finish,
    ],
    { thinking: 'Hm', text: '' },
  ],
  [
    'a thought that is a text',
    [delta({ content: [{ type: 'thinking', thinking: 'Hm' }] }), finish],
    { thinking: 'Hm', text: '' },
  ],
  ['a list of strings', [delta({ content: ['a', 'b'] }), finish], { text: 'ab' }],
  ['texts without a type', [delta({ content: [{ text: 'a' }] }), finish], { text: 'a' }],
  [
    'a text beside the delta',
    [chunk(null, { choices: [{ index: 0, text: 'a', finish_reason: 'stop' }] })],
    { text: 'a' },
  ],
];

describe('MistralClient: streams of other servers', () => {
  afterEach(restoreFetch);

  for (const [where, pieces] of USAGE) {
    it(`counts usage once: ${where}`, async () => {
      const { end, error } = await ask(events(pieces));
      assert.deepEqual([end, error], [{ end: 'stop', usage: counts }, undefined]);
    });
  }

  it('reports no usage if all counts are zero', async () => {
    const { end } = await ask(events([chunk('a', { usage: zeros }), finish, done]));
    assert.deepEqual(end, { end: 'stop' });
  });

  for (const [what, pieces, expected] of CONTENT) {
    it(`reads ${what}`, async () => {
      const { end, error, ...said } = await ask(events(pieces));
      assert.deepEqual(
        [said, end, error],
        [{ thinking: '', text: '', ...expected }, { end: 'stop' }, undefined],
      );
    });
  }

  it('reads an answer as a single JSON body', async () => {
    const message = {
      ...{ role: 'assistant', content: 'Yes', reasoning_content: 'Hm' },
      tool_calls: [{ id: 'a1B2c3D4e', type: 'function', function: { name: 'f', arguments: '{}' } }],
    };
    const body = {
      ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm', usage },
      choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    };
    assert.deepEqual(await ask(Response.json(body)), {
      ...{ thinking: 'Hm', text: 'Yes', error: undefined },
      calls: [{ id: 'a1B2c3D4e', name: 'f', arguments: '{}' }],
      end: { end: 'tool_calls', usage: counts },
    });
    const length = { ...body, choices: [{ message: { content: 'x'.repeat(200_000) } }] };
    const { text, end } = await ask(Response.json(length));
    assert.deepEqual([text.length, end?.end], [200_000, 'stop']);
  });

  it('reads a completion as a single JSON body', async () => {
    for (const choice of [{ text: 'a' }, { message: { role: 'assistant', content: 'a' } }]) {
      stubFetch(() => Response.json({ choices: [{ ...choice, finish_reason: 'length' }], usage }));
      const { client } = clientWith(new FakeClock());
      const { text, end, error } = await collect(
        client.streamFim(availableService(), fimRequest, never),
      );
      assert.deepEqual([text, end, error], ['a', { end: 'length', usage: counts }, undefined]);
    }
  });

  it('rejects JSON without an answer', async () => {
    for (const body of [{ status: 'ok' }, { choices: [] }, { choices: [{}] }, [], 1]) {
      const { error } = await ask(Response.json(body));
      assert.equal(error?.kind, 'protocol', JSON.stringify(body));
    }
  });
});
