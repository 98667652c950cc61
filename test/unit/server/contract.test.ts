import assert from 'node:assert/strict';
import { MistralCore } from '@mistralai/mistralai/core.js';
import { chatComplete } from '@mistralai/mistralai/funcs/chatComplete.js';
import { chatStream } from '@mistralai/mistralai/funcs/chatStream.js';
import { fimComplete } from '@mistralai/mistralai/funcs/fimComplete.js';
import { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import { modelsList } from '@mistralai/mistralai/funcs/modelsList.js';
import type { CompletionEvent, DeltaMessage } from '@mistralai/mistralai/models/components';
import type { ServiceName } from '../../server/protocol.ts';
import type { LocalServer } from '../../server/server.ts';
import { servers } from '../../support/localServers.ts';

const clientOf = (server: LocalServer, service: ServiceName = 'mistral'): MistralCore =>
  new MistralCore({ serverURL: server[service].url, apiKey: server[service].key });

interface Read {
  text: string;
  finish: string | null | undefined;
  cached: unknown;
}

/** Reads a stream like users of the SDK. */
async function read(result: {
  ok: boolean;
  value?: AsyncIterable<CompletionEvent>;
  error?: unknown;
}): Promise<Read> {
  if (!result.value) throw result.error;
  const all: Read = { text: '', finish: undefined, cached: undefined };
  for await (const { data } of result.value) {
    const [choice] = data.choices;
    all.text += typeof choice?.delta.content === 'string' ? choice.delta.content : '';
    all.finish = choice?.finishReason;
    all.cached = data.usage?.prompt_tokens_details;
  }
  return all;
}

describe("local server with Mistral's SDK", () => {
  const start = servers();
  const text = 'naïve 😀 = "日本語";\r\n\treturn 𝒳;\n';

  it('streams FIM on both services for any split', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const server = await start({ seed });
      server.answer(text);
      for (const service of ['mistral', 'codestral'] as const) {
        const request = { model: 'codestral-latest', prompt: 'a', suffix: 'b', maxTokens: 64 };
        const { finish, ...answer } = await read(
          await fimStream(clientOf(server, service), request),
        );
        assert.equal(answer.text, text);
        assert.equal(finish, 'stop');
        assert.deepEqual(answer.cached, { cached_tokens: 0 });
      }
      assert.ok(server.requests.every(({ valid, closedEarly }) => valid && !closedEarly));
    }
  });

  it('streams chat', async () => {
    const server = await start();
    server.answerChat(({ messages }) => ['You said ', messages.at(-1)?.content as string, '.']);
    const messages = [{ role: 'user' as const, content: 'hello' }];
    const model = 'mistral-medium-latest';
    const answer = await read(await chatStream(clientOf(server), { model, messages }));
    assert.deepEqual([answer.text, answer.finish], ['You said hello.', 'stop']);
  });

  it('streams reasoning and tool calls that the SDK accepts', async () => {
    const server = await start();
    server.answerChat({ thinking: ['Hm', ', so'], text: ['Yes', '.'] });
    const request = {
      model: 'mistral-small-latest',
      messages: [{ role: 'user' as const, content: 'hello' }],
      reasoningEffort: 'high' as const,
    };
    const deltas = async (): Promise<DeltaMessage[]> => {
      const result = await chatStream(clientOf(server), request);
      assert.ok(result.ok);
      const read: DeltaMessage[] = [];
      for await (const { data } of result.value) read.push(data.choices[0]!.delta);
      return read.slice(1);
    };
    assert.deepEqual(
      (await deltas()).map(({ content }) => content),
      [
        [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }],
        [
          { type: 'thinking', thinking: [{ type: 'text', text: ', so' }], closed: true },
          { type: 'text', text: 'Yes' },
        ],
        '.',
        '',
      ],
    );
    server.fault({ kind: 'toolCalls', form: 'whole' });
    assert.equal((await deltas()).at(-1)?.toolCalls?.[0]?.function.name, 'read_file');
    const whole = await chatComplete(clientOf(server), request);
    assert.ok(whole.ok);
    const content = whole.value.choices[0]?.message?.content;
    assert.deepEqual(Array.isArray(content) && content.map(({ type }) => type), [
      'thinking',
      'text',
    ]);
  });

  it('accepts a conversation with images and reasoning from the SDK', async () => {
    const server = await start();
    server.answerChat('I see.');
    const gif = `data:image/gif;base64,${Buffer.from('GIF89a').toString('base64')}`;
    const answer = await read(
      await chatStream(clientOf(server), {
        model: 'mistral-small-latest',
        messages: [
          { role: 'user', content: [{ type: 'image_url', imageUrl: gif }] },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
              { type: 'text', text: 'A picture.' },
            ],
          },
          { role: 'user', content: 'And?' },
        ],
      }),
    );
    assert.deepEqual([answer.text, server.requests[0]?.valid], ['I see.', true]);
  });

  it("answers with the JSON format in the SDK's request, with a prediction", async () => {
    const server = await start();
    const schemaDefinition = {
      type: 'object',
      properties: { names: { type: 'array', items: { type: 'string' }, maxItems: 3 } },
      required: ['names'],
      additionalProperties: false,
    };
    const answer = await read(
      await chatStream(clientOf(server), {
        model: 'codestral-latest',
        messages: [{ role: 'user', content: 'Better than `total`?\n```js\ntotal = cart.sum\n```' }],
        prediction: { type: 'content', content: '{"names":[' },
        responseFormat: {
          type: 'json_schema',
          jsonSchema: { name: 'names', schemaDefinition, strict: true },
        },
      }),
    );
    assert.deepEqual(JSON.parse(answer.text), { names: ['totalCart', 'totalSum', 'totalValue'] });
    assert.equal(server.requests[0]?.valid, true);
  });

  it('answers without streaming', async () => {
    const server = await start();
    server.answer('1;');
    const result = await fimComplete(clientOf(server), { model: 'codestral-2508', prompt: 'x = ' });
    assert.ok(result.ok);
    assert.equal(result.value.choices[0]?.message?.content, '1;');
    assert.equal(result.value.usage.completionTokens, 2);
  });

  it('lists models with an entry per alias and odd cards', async () => {
    const server = await start();
    const result = await modelsList(clientOf(server));
    assert.ok(result.ok);
    const cards = result.value.data ?? [];
    const latest = cards.find((card) => 'id' in card && card.id === 'codestral-latest');
    assert.ok(latest?.type === 'base');
    assert.deepEqual(latest.aliases, [
      ...['codestral-2508', 'mistral-code-latest', 'mistral-code-fim-latest'],
    ]);
    assert.ok(latest.capabilities.completionFim);
    const count = (type: string): number => cards.filter((card) => card.type === type).length;
    assert.equal(count('fine-tuned'), 1);
    // Without a type, of an unknown type, with an odd date, and with null in all fields.
    assert.equal(count('UNKNOWN'), 4);
    const ends = cards.flatMap((card) => ('deprecation' in card && card.deprecation) || []);
    assert.deepEqual(
      new Set(ends.map((date) => date.getTime() < Date.now())),
      new Set([true, false]),
    );
  });

  it('has no models list on codestral', async () => {
    const server = await start();
    const result = await modelsList(clientOf(server, 'codestral'));
    assert.match(String(result.error), /no Route matched/);
  });
});
