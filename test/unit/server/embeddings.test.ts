import assert from 'node:assert/strict';
import { embed, numbersOf } from '../../server/embeddingModel.ts';
import { send, servers } from '../../support/localServers.ts';

interface Answer {
  readonly data: readonly { readonly embedding: readonly number[]; readonly index: number }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

const model = 'codestral-embed';

describe('embeddings of the local server', () => {
  const start = servers();

  async function status(body: object, service: 'mistral' | 'codestral' = 'mistral') {
    const response = await send(await start(), { route: 'embeddings', service, body });
    return `${response.status} ${await response.text()}`;
  }

  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['an unknown field', { model, input: 'a', inputs: [] }, /^422 .*extra_forbidden/],
    ['no input', { model }, /^422 .*missing/],
    ['an input that is no text', { model, input: [1] }, /^422/],
    ['an unknown type', { model, input: 'a', output_dtype: 'int4' }, /^422/],
    ['a dimension of 0', { model, input: 'a', output_dimension: 0 }, /^422/],
    ['a dimension that is too large', { model, input: 'a', output_dimension: 4_000 }, /^400/],
    ['an empty list', { model, input: [] }, /^400/],
    ['a model without embeddings', { model: 'codestral-latest', input: 'a' }, /^400/],
    ['an unknown model', { model: 'embed', input: 'a' }, /^400 .*Invalid model/],
    ['a text that is too long', { model, input: 'word '.repeat(9_000) }, /^400/],
    ['too many texts', { model, input: Array(300).fill('a') }, /^400 .*split into more batches/],
    ['too many tokens', { model, input: Array(4).fill('word '.repeat(5_000)) }, /^400 .*3210/],
  ];
  for (const [name, body, expected] of cases) {
    it(`rejects ${name}`, async () => {
      assert.match(await status(body), expected);
    });
  }

  it('are not available on codestral', async () => {
    assert.match(await status({ model, input: 'a' }, 'codestral'), /^404/);
  });

  it('have the requested type and dimension, in order, with usage', async () => {
    const server = await start();
    const lengths = { float: 64, int8: 64, uint8: 64, binary: 8, ubinary: 8 };
    for (const [type, length] of Object.entries(lengths)) {
      const body = { model, input: ['one', 'two words'], output_dimension: 64, output_dtype: type };
      const response = await send(server, { route: 'embeddings', body });
      const { data, usage } = (await response.json()) as Answer;
      assert.deepEqual(
        data.map(({ index, embedding }) => [index, embedding.length]),
        [
          [0, length],
          [1, length],
        ],
      );
      assert.ok(usage.prompt_tokens === 3 && usage.total_tokens === 3);
      const [low, high] = type.startsWith('u')
        ? [0, 255]
        : type === 'float'
          ? [-1, 1]
          : [-128, 127];
      assert.ok(
        data.every(({ embedding }) => embedding.every((each) => each >= low && each <= high)),
      );
    }
  });

  it('count toward the rate limits', async () => {
    const server = await start({ rateLimits: { mistral: { tokensPerMinute: 5 } } });
    const body = { model, input: 'one two three four five six' };
    const first = await send(server, { route: 'embeddings', body });
    const second = await send(server, { route: 'embeddings', body });
    assert.deepEqual([first.status, second.status], [200, 429]);
  });

  it('are close for similar texts, whatever the dimension', () => {
    const similarity = (one: string, other: string, dimension: number) => {
      const vector = embed(other, dimension);
      return embed(one, dimension).reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0);
    };
    for (const dimension of [256, 1_536, 3_072]) {
      const near = similarity('removes an item from the cart', 'deleteCartItem(item)', dimension);
      const far = similarity('removes an item from the cart', 'parseHttpHeader(text)', dimension);
      assert.ok(near > far + 0.1, `${dimension}: ${near} ${far}`);
    }
    assert.deepEqual(
      [...embed('text', 64)].map((value) => value > 0),
      [...embed('text', 128)].slice(0, 64).map((value) => value > 0),
    );
    assert.deepEqual(numbersOf(embed('text', 64), 'int8'), numbersOf(embed('text', 64), 'int8'));
  });
});
