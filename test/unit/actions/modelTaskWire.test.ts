import assert from 'node:assert/strict';
import { ModelTask } from '../../../src/actions/modelTask.ts';
import type { ModelTaskPrompt } from '../../../src/actions/modelTask.ts';
import { RateLimiter } from '../../../src/mistral/limits/rateLimiter.ts';
import { ServiceRouter } from '../../../src/mistral/serviceRouter.ts';
import { startServer } from '../../server/server.ts';
import type { LocalServer } from '../../server/server.ts';
import { clientWith } from '../../support/mistralClient.ts';
import { realClock } from '../../support/fakeClock.ts';
import { failing, PLAIN, RICH, whole } from '../../support/testModelTask.ts';

const question: ModelTaskPrompt = {
  system: 'Answer with one fenced block that holds the code to rewrite, rewritten.',
  user: 'The code to rewrite:\n```js\nlet a = 1;\nlet b = a;\n```\nInstruction: rename a to c',
  maxTokens: 100,
};
const answer = '```js\nlet c = 1;\nlet b = c;\n```';

describe('ModelTask on the wire', () => {
  let server: LocalServer;

  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  beforeEach(async () => {
    server.reset();
    await server.configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  /** A task that uses the local server. */
  function acting(keys = { mistral: server.mistral.key, codestral: server.codestral.key }) {
    const { client, clock, reports } = clientWith(realClock());
    const urls = { mistral: server.mistral.url, codestral: server.codestral.url };
    const action = new ModelTask({
      ...{ client, clock, limits: new RateLimiter(clock) },
      services: new ServiceRouter({
        config: () => ({ urls, choices: { completion: 'auto', chat: 'auto' } }),
        key: async (name) => keys[name],
      }),
      model: ({ name }) => ({
        ...{ id: name === 'mistral' ? 'mistral-medium-latest' : 'codestral-latest' },
        ...{ context: 32_000, supportsPrediction: true },
      }),
      settings: () => ({ temperature: 0.1, topP: undefined }),
    });
    return { action, clock, reports };
  }

  const never = (): AbortSignal => new AbortController().signal;
  const textOf = async (pieces: ReturnType<ModelTask['run']>): Promise<[string, unknown]> => {
    const all = await whole(pieces);
    return [all.map((piece) => ('text' in piece ? piece.text : '')).join(''), all.at(-1)];
  };

  it('sends only the given fields and is recorded as an action', async () => {
    const { action, clock, reports } = acting();
    const pieces = action.run(() => ({ ...question, prediction: 'let a;' }), never());
    assert.deepEqual(await textOf(pieces), [answer, { end: 'complete' }]);
    assert.deepEqual(server.requests[0]?.body, {
      ...{ model: 'mistral-medium-latest', stream: true, temperature: 0.1, max_tokens: 100 },
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.user },
      ],
      prediction: { type: 'content', content: 'let a;' },
    });
    assert.deepEqual(
      reports.map(({ feature }) => feature),
      ['action'],
    );
    assert.equal(clock.open(), 0);
  });

  it('receives JSON in the requested format', async () => {
    const schema = {
      type: 'object',
      properties: { names: { type: 'array', items: { type: 'string' } } },
      required: ['names'],
      additionalProperties: false,
    };
    const { action } = acting();
    const json = { name: 'names', schema };
    const [text] = await textOf(action.run(() => ({ ...question, json }), never()));
    assert.equal((JSON.parse(text) as { names: string[] }).names.length, 4);
    assert.deepEqual((server.requests[0]?.body as { response_format: unknown }).response_format, {
      type: 'json_schema',
      json_schema: { name: 'names', schema, strict: true },
    });
  });

  it('continues a truncated answer without repetition', async () => {
    const { action } = acting();
    const cut = await textOf(action.run(() => ({ ...question, maxTokens: 6 }), never()));
    assert.deepEqual(cut[1], { end: 'truncated' });
    const [partialAnswer] = cut;
    assert.ok(partialAnswer !== '' && answer.startsWith(partialAnswer));
    const rest = await textOf(action.run(() => ({ ...question, partialAnswer }), never()));
    assert.deepEqual(rest, [answer.slice(partialAnswer.length), { end: 'complete' }]);
  });

  it('tries again without extras that a service rejects', async () => {
    server.answerChat('plainly');
    const loose = { ...RICH, json: { name: 'names', schema: { type: 'object' } } };
    const { action } = acting();
    for (const times of [2, 3]) {
      assert.deepEqual(await textOf(action.run(() => loose, never())), [
        'plainly',
        { end: 'complete' },
      ]);
      assert.equal(server.requests.length, times);
    }
    assert.deepEqual(
      server.requests.map(({ status }) => status),
      [400, 200, 200],
    );
  });

  it('moves to codestral and its model if mistral rejects the key', async () => {
    server.answerChat('from there');
    const { action } = acting({ mistral: 'wrong', codestral: server.codestral.key });
    const [text] = await textOf(action.run(() => PLAIN, never()));
    assert.equal(text, 'from there');
    assert.deepEqual(
      server.requests.map(({ service, body, status }) => {
        return [service, status, (body as { model: string } | undefined)?.model];
      }),
      [
        ['mistral', 401, undefined],
        ['codestral', 200, 'codestral-latest'],
      ],
    );
  });

  it('closes the socket when aborted within an answer', async () => {
    await server.configure({ tokenMs: 50 });
    const { action, clock } = acting();
    const controller = new AbortController();
    const pieces = action.run(() => question, controller.signal);
    await pieces.next();
    controller.abort();
    assert.equal((await failing(pieces)).kind, 'aborted');
    await server.idle();
    assert.equal(server.requests[0]?.closedEarly, true);
    assert.equal(clock.open(), 0);
  });
});
