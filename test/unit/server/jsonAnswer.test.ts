import assert from 'node:assert/strict';
import { answerInJson } from '../../server/jsonAnswer.ts';
import type { Schema } from '../../server/protocol.ts';
import { servers, send, textOf } from '../../support/localServers.ts';

const question =
  'Better than `old_sum`?\n```py\ndef old_sum(prices): return prices + prices + tax\n```';

const answer = (schema: Schema, asked = question): unknown =>
  JSON.parse(
    answerInJson({ type: 'json_schema', json_schema: { name: 'it', schema } }, asked) ?? 'null',
  );

describe('local server: JSON answers', () => {
  it('follow the schema', () => {
    const text = { type: 'string' };
    assert.deepEqual(
      answer({
        type: 'object',
        properties: {
          kind: { enum: ['one', 'two'] },
          is: { const: 3 },
          count: { type: 'integer', minimum: 5 },
          share: { type: ['number', 'null'], maximum: 0.5 },
          sure: { type: 'boolean' },
          maybe: { anyOf: [{ type: 'null' }, text] },
          raceAbort: { oneOf: [text] },
          short: { type: 'string', maxLength: 5 },
          list: { type: 'array', items: { type: 'integer' }, maxItems: 2 },
          long: { type: 'array', minItems: 5, items: { type: 'boolean' } },
          deep: { type: 'object', properties: { names: { type: 'array', items: text } } },
        },
      }),
      {
        ...{ kind: 'one', is: 3, count: 5, share: 0.5, sure: true, maybe: null },
        ...{ raceAbort: 'It is about old sum prices.', short: 'It is', list: [1, 2] },
        long: [true, false, true, false, true],
        deep: { names: ['old_sum_prices', 'old_sum_tax', 'old_sum_value', 'old_sum_result'] },
      },
    );
  });

  const styles: readonly (readonly [string, string])[] = [
    ['total', 'totalCart'],
    ['Total', 'TotalCart'],
    ['MOST_ITEMS', 'MOST_ITEMS_CART'],
    ['_x', '_x_cart'],
    ['état', 'étatCart'],
  ];
  for (const [old, expected] of styles) {
    it(`names like ${old}: ${expected}`, () => {
      const schema: Schema = { type: 'object', properties: { name: { type: 'string' } } };
      const asked = `A name for \`${old}\`\n\`\`\`\n${old} = cart\n\`\`\``;
      assert.deepEqual(answer(schema, asked), { name: expected });
    });
  }

  it('has the requested number of different names', () => {
    const properties = { name: { type: 'array', minItems: 40, items: { type: 'string' } } };
    for (const asked of ['', '`x`', question]) {
      const { name } = answer({ type: 'object', properties }, asked) as { name: string[] };
      assert.equal(new Set(name).size, 40);
      for (const each of name) assert.match(each, /^[\p{L}_$][\p{L}\d_$]*$/u);
    }
  });

  it('is undefined if text is requested', () => {
    assert.equal(answerInJson(undefined, question), undefined);
    assert.equal(answerInJson({ type: 'text' }, question), undefined);
  });

  describe('on the wire', () => {
    const start = servers();
    const body = {
      model: 'codestral-latest',
      messages: [{ role: 'user', content: `${question}\nAnswer in JSON.` }],
      response_format: { type: 'json_object' },
      stream: true,
    };

    it('streams in pieces, truncates at max_tokens and continues', async () => {
      const server = await start();
      const ask = async (more: object = {}): Promise<string> =>
        (await send(server, { route: 'chat', body: { ...body, ...more } })).text();
      const whole = await ask();
      assert.deepEqual(JSON.parse(textOf(whole)), { answer: 'It is about old sum prices.' });
      assert.ok(whole.split('\n\n').length > 8, 'in pieces');
      const cut = await ask({ max_tokens: 5 });
      assert.match(cut, /"finish_reason":"length"/);
      const partialAnswer = { role: 'assistant', content: textOf(cut), prefix: true };
      assert.equal(
        textOf(await ask({ messages: [...body.messages, partialAnswer] })),
        textOf(whole),
      );
    });
  });
});
