import assert from 'node:assert/strict';
import {
  KNOWN_MODELS,
  KNOWN_ON,
  findKnownModel,
} from '../../../../src/mistral/models/modelTable.ts';
import { readModelCards } from '../../../../src/mistral/models/modelCards.ts';
import { cardFacts, knownFacts } from '../../../../src/mistral/models/modelFacts.ts';
import { costOf, priceAt } from '../../../../src/mistral/models/prices.ts';
import { effortFor } from '../../../../src/mistral/models/reasoning.ts';

describe('knownFacts', () => {
  /** The names of one model, its input and output prices per million tokens, and its context window. */
  const facts = [
    [
      'codestral-2508 codestral-latest mistral-code-latest mistral-code-fim-latest',
      0.3,
      0.9,
      131_072,
    ],
    [
      `mistral-medium-2604 mistral-medium-latest mistral-medium-3-5 mistral-medium-3.5 mistral-medium-3
       mistral-medium mistral-vibe-cli-latest mistral-vibe-cli-with-tools magistral-medium-latest`,
      ...([1.5, 7.5, 262_144] as const),
    ],
    [
      'mistral-small-2603 mistral-small-latest magistral-small-latest mistral-vibe-cli-fast',
      0.15,
      0.6,
      262_144,
    ],
    ['mistral-large-2512 mistral-large-latest', 0.5, 1.5, 262_144],
    ['mistral-large-4-0 mistral-large-4', 0.68, 2.09, 1_048_576],
    ['ministral-3b-2512 ministral-3b-latest', 0.1, 0.1, 131_072],
    ['zai-glm-5-3 zai-glm-5 zai-glm-latest', 1.4, 4.4, 1_048_576],
    ['zai-glm-5-2 glm-5-2', 1.4, 4.4, 1_048_576],
  ] as const;
  for (const [names, input, output, context] of facts) {
    const [first = '', ...aliases] = names.split(/\s+/);
    it(`are the same for each name of ${first}`, () => {
      const { price, maxContextLength, deprecation } = knownFacts(first);
      assert.deepEqual([price?.input, price?.output, maxContextLength], [input, output, context]);
      assert.equal(deprecation, undefined);
      for (const alias of aliases)
        assert.equal(findKnownModel(alias), findKnownModel(first), alias);
    });
  }

  for (const [id, retires, replacement] of [
    ['magistral-medium-2509', '2026-07-31', 'mistral-medium-latest'],
    ['magistral-small-2509', '2026-07-31', 'mistral-small-latest'],
    ['mistral-large-2411', '2026-05-31', 'mistral-medium-latest'],
    ['open-mistral-nemo', '2026-07-31', 'ministral-8b-latest'],
    ['labs-devstral-small-2512', '2026-03-31', 'mistral-medium-latest'],
    ['pixtral-12b-2409', '2026-05-31', 'mistral-medium-latest'],
    ['pixtral-large-latest', '2026-05-31', 'mistral-medium-latest'],
    ['labs-leanstral-1-5', '2026-09-30', undefined],
  ] as const) {
    it(`report that ${id} is retired and its replacement`, () => {
      const known = findKnownModel(id);
      assert.deepEqual([known?.retires, known?.replacement], [retires, replacement]);
    });
  }

  it('are dated, with no past retirement date for a current model', () => {
    assert.match(KNOWN_ON, /^\d{4}-\d\d-\d\d$/);
    for (const { retires, replacement } of KNOWN_MODELS) {
      if (replacement !== undefined) assert.ok(retires !== undefined && retires <= KNOWN_ON);
    }
  });

  it('use the preview price until the list has a -latest name', () => {
    const read = (id: string, aliases: readonly string[]) =>
      cardFacts(readModelCards([{ id, name: 'mistral-large-4-0', aliases }])[0]!);
    const preview = read('mistral-large-4', ['mistral-large-4-0']);
    assert.deepEqual(preview.price, { input: 0.68, output: 2.09, cached: 0.07 });
    assert.deepEqual(preview.priceAfterPreview, { input: 1.36, output: 4.18 });
    for (const finished of [
      read('mistral-large-4', ['mistral-large-latest']),
      read('mistral-large-latest', ['mistral-large-4']),
    ]) {
      assert.deepEqual(finished.price, { input: 1.36, output: 4.18 });
      assert.equal(finished.priceAfterPreview, undefined);
    }
    assert.equal(knownFacts('zai-glm-latest').priceAfterPreview, undefined);
  });

  it("leave the context window to the service's list", () => {
    const [card] = readModelCards([{ id: 'codestral-2508', max_context_length: 256_000 }]);
    assert.equal(cardFacts(card!).maxContextLength, 256_000);
    assert.equal(knownFacts('codestral-2508').maxContextLength, 131_072);
    assert.equal(knownFacts('mistral-large-4').maxOutput, 262_144);
  });
});

const NO_TOKENS = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

describe('prices', () => {
  const usage = { promptTokens: 1_000_000, cachedTokens: 400_000, completionTokens: 1_000_000 };
  const cost = (model: string, url = 'https://api.mistral.ai') =>
    Number(costOf(usage, priceAt(url, knownFacts(model).price!)).toFixed(6));

  it('count cached input at 10 % or at its own price', () => {
    assert.equal(cost('codestral-latest'), 0.6 * 0.3 + 0.4 * 0.03 + 0.9);
    assert.equal(cost('mistral-large-4'), Number((0.6 * 0.68 + 0.4 * 0.07 + 2.09).toFixed(6)));
    assert.equal(cost('zai-glm-5-3'), Number((0.6 * 1.4 + 0.4 * 0.14 + 4.4).toFixed(6)));
  });

  it('are 1.1 times as high on regional hosts, cached input included', () => {
    for (const region of ['eu', 'us']) {
      for (const model of ['codestral-latest', 'mistral-large-4']) {
        const regional = cost(model, `https://api.${region}.mistral.ai`);
        assert.ok(Math.abs(regional - 1.1 * cost(model)) < 1e-5, `${model} in ${region}`);
      }
    }
    const page = (url: string) =>
      costOf({ ...NO_TOKENS, pages: 1 }, priceAt(url, knownFacts('mistral-ocr-latest').price!));
    assert.ok(Math.abs(page('https://api.eu.mistral.ai') - 0.0044) < 1e-9);
    assert.equal(cost('codestral-latest', 'https://gateway.example'), cost('codestral-latest'));
  });

  it('are per thousand pages for documents, and per search for the web', () => {
    const price = knownFacts('mistral-ocr-4-1').price!;
    assert.equal(costOf({ ...NO_TOKENS, pages: 250 }, price), 1);
    assert.equal(costOf({ ...NO_TOKENS, webSearches: 3 }, price), 0.09);
  });

  it('include models that write no text, which no list of models shows', () => {
    // 0.6 million tokens, and 0.4 million from the cache.
    assert.equal(cost('codestral-embed'), 0.096);
    for (const model of ['codestral-embed', 'codestral-embed-2505', 'mistral-ocr-latest']) {
      const { chat, fim, price } = knownFacts(model);
      assert.deepEqual([chat, fim, price !== undefined], [false, false, true]);
      assert.ok(KNOWN_MODELS.every(({ id, aliases }) => ![id, ...aliases].includes(model)));
    }
  });
});

describe('reasoningEffort', () => {
  for (const [model, wanted, effort] of [
    ['mistral-medium-latest', 'off', undefined],
    ['mistral-medium-latest', 'high', 'high'],
    ['mistral-large-4', 'off', undefined],
    ['mistral-large-4', 'high', 'high'],
    ['zai-glm-latest', 'off', 'low'],
    ['zai-glm-5', 'high', 'high'],
    ['zai-glm-5-2', 'high', 'high'],
    ['codestral-latest', 'high', undefined],
    ['unknown-model', 'high', undefined],
  ] as const) {
    it(`is ${effort ?? 'omitted'} for ${model} with reasoning ${wanted}`, () => {
      const { reasoning, efforts } = knownFacts(model);
      assert.equal(effortFor(wanted, { reasoning: reasoning === true, efforts }), effort);
    });
  }
});
