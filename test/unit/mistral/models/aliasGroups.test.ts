import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KNOWN_MODELS } from '../../../../src/mistral/models/modelTable.ts';
import { readModelCards } from '../../../../src/mistral/models/modelCards.ts';
import { knownCards } from '../../../../src/mistral/models/modelFacts.ts';
import { findModel, groupAliases } from '../../../../src/mistral/models/aliasGroups.ts';
import type { CatalogueModel } from '../../../../src/mistral/models/aliasGroups.ts';
import { excessiveGrowth } from '../../linearTime/measure.ts';

const NOW = Date.UTC(2026, 10, 21);

/** Creates a card from its ID, proper name, aliases and other fields. */
type Short = readonly [
  id: string,
  name?: string | undefined,
  aliases?: readonly string[],
  more?: object,
];

const fold = (...cards: Short[]): readonly CatalogueModel[] =>
  groupAliases(
    readModelCards(cards.map(([id, name, aliases, more]) => ({ id, name, aliases, ...more }))),
    NOW,
  );

/** "sent → dated (all names)" for each row. */
const reported = (rows: readonly CatalogueModel[]): string[] =>
  rows.map(({ id, datedId, names }) => `${id} → ${datedId ?? '?'} (${names.join(' ')})`);

const CASES: readonly (readonly [
  what: string,
  cards: readonly Short[],
  rows: readonly string[],
])[] = [
  ['nothing', [], []],
  [
    'names that name each other',
    [
      ['codestral-2508', 'codestral-2508', ['codestral-latest']],
      ['codestral-latest', 'codestral-2508', ['codestral-2508']],
    ],
    ['codestral-latest → codestral-2508 (codestral-2508 codestral-latest)'],
  ],
  [
    'a name proper without aliases',
    [
      ['a-2508', 'a-2508'],
      ['a-latest', 'a-2508'],
      ['a', 'a-2508'],
    ],
    ['a-latest → a-2508 (a a-2508 a-latest)'],
  ],
  [
    'another family’s alias',
    [
      [
        'mistral-small-2603',
        'mistral-small-2603',
        ['mistral-small-latest', 'magistral-small-latest'],
      ],
      [
        'magistral-small-latest',
        'mistral-small-2603',
        ['mistral-small-2603', 'mistral-small-latest'],
      ],
      [
        'mistral-small-latest',
        'mistral-small-2603',
        ['mistral-small-2603', 'magistral-small-latest'],
      ],
    ],
    [
      'mistral-small-latest → mistral-small-2603 (magistral-small-latest mistral-small-2603 mistral-small-latest)',
    ],
  ],
  [
    'aliases without a card, all with a date',
    [['codestral-2501', 'codestral-2501', ['codestral-2412', 'codestral-2411-rc5']]],
    ['codestral-2501 → codestral-2501 (codestral-2411-rc5 codestral-2412 codestral-2501)'],
  ],
  [
    'an alias that lasts and has no card',
    [['x-2508', 'x-2508', ['x-latest']]],
    ['x-latest → x-2508 (x-2508 x-latest)'],
  ],
  [
    'a claim that the other card does not share',
    [
      ['a', undefined, ['b']],
      ['b', 'b', []],
    ],
    ['a → ? (a)', 'b → b (b)'],
  ],
  [
    'a circle',
    [
      ['a', undefined, ['b']],
      ['b', undefined, ['c']],
      ['c', undefined, ['a']],
    ],
    ['a → ? (a)', 'b → ? (b)', 'c → ? (c)'],
  ],
  [
    'an alias that two claim',
    [
      ['a', 'a', ['x']],
      ['b', 'b', ['x']],
    ],
    ['a → a (a)', 'b → b (b)'],
  ],
  [
    'one name for everything, as gateways have it',
    [
      ['a', 'My Gateway'],
      ['b', 'My Gateway'],
    ],
    ['a → ? (a)', 'b → ? (b)'],
  ],
  ['an alias of itself', [['a', 'a', ['a', 'a']]], ['a → a (a)']],
  [
    'a fine-tuned model with the name of its base',
    [
      ['codestral-2508', 'codestral-2508', ['ft:own']],
      ['ft:own', 'codestral-2508', ['codestral-2508']],
    ],
    ['codestral-2508 → codestral-2508 (codestral-2508)', 'ft:own → ? (ft:own)'],
  ],
];

describe('groupAliases', () => {
  for (const [what, cards, rows] of CASES) {
    it(`groups ${what}`, () => {
      assert.deepEqual(reported(fold(...cards)), rows);
      assert.deepEqual(reported(fold(...[...cards].reverse())), rows);
    });
  }

  it('sorts known, other, fine-tuned, deprecated and retired models', () => {
    const rows = fold(
      ['went', 'went', [], { deprecation: '2026-11-21T00:00:00Z' }],
      ['goes-later', 'x', [], { deprecation: '2027-03-01' }],
      ['goes', 'y', [], { deprecation: '2026-11-21T00:00:01Z' }],
      ['own', 'own', [], { type: 'fine-tuned' }],
      ['ft:old', 'ft:old', [], { type: 'fine-tuned', deprecation: '2020-01-01' }],
      ['another'],
      ['mistral-medium-latest'],
      ['codestral-2508'],
    );
    assert.deepEqual(
      rows.map(({ id, group }) => `${group} ${id}`),
      [
        'current codestral-2508',
        'current mistral-medium-latest',
        'current another',
        'fineTuned own',
        'deprecated goes',
        'deprecated goes-later',
        'retired ft:old',
        'retired went',
      ],
    );
  });

  it('finds a model by each of its names', () => {
    const rows = fold(['a-2508', 'a-2508', ['a-latest']], ['b']);
    for (const name of ['a-2508', 'a-latest']) assert.equal(findModel(rows, name)?.id, 'a-latest');
    assert.equal(findModel(rows, 'c'), undefined);
  });

  const name = fc.constantFrom('a', 'a-latest', 'a-2508', 'b', 'b-latest', 'b-2508', 'ft:c', 'c');
  const cards = fc.array(
    fc.record(
      {
        id: name,
        name,
        aliases: fc.array(name, { maxLength: 4 }),
        type: fc.constantFrom('base', 'fine-tuned'),
        deprecation: fc.constantFrom('2020-01-01', '2099-01-01', 'x'),
      },
      { requiredKeys: ['id'] },
    ),
    { maxLength: 8 },
  );

  it('has each ID of any list in exactly one model, in any order', () => {
    fc.assert(
      fc.property(cards, fc.infiniteStream(fc.nat()), (list, order) => {
        const read = readModelCards(list);
        const rows = groupAliases(read, NOW);
        for (const { id } of read) {
          assert.equal(rows.filter(({ names }) => names.includes(id)).length, 1, id);
        }
        const all = rows.flatMap(({ names }) => names);
        assert.equal(new Set(all).size, all.length);
        for (const row of rows) assert.ok(row.names.includes(row.id));
        const shuffled = read
          .map((card) => ({ card, at: order.next().value as number }))
          .sort((one, other) => one.at - other.at)
          .map(({ card }) => card);
        assert.deepEqual(groupAliases(shuffled, NOW), rows);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes linear time', () => {
    const growth = excessiveGrowth((length) => {
      const ids = Array.from({ length: length / 15 }, (_, at) => `model-${at}`);
      const cards = ids.map((id, at) => {
        const start = at - (at % 100);
        return { id, name: ids[0], aliases: ids.slice(start, start + 100) };
      });
      const read = readModelCards(cards);
      return () => groupAliases(read, NOW);
    });
    assert.equal(growth, undefined);
  });
});

describe('KNOWN_MODELS', () => {
  it('has unique names and one model per entry', () => {
    const names = KNOWN_MODELS.flatMap(({ id, aliases }) => [id, ...aliases]);
    assert.equal(new Set(names).size, names.length);
    const rows = groupAliases(knownCards(), NOW);
    assert.equal(rows.length, KNOWN_MODELS.length);
    for (const { id } of KNOWN_MODELS) assert.equal(findModel(rows, id)?.datedId, id);
  });

  it('has current replacements and valid dates', () => {
    for (const { id, retires, replacement } of KNOWN_MODELS) {
      assert.ok(retires !== undefined || replacement === undefined, id);
      if (retires === undefined) continue;
      assert.equal(new Date(retires).toISOString().slice(0, 10), retires, id);
      // Mistral names no replacement for Leanstral, which proves theorems.
      if (id === 'labs-leanstral-1-5') continue;
      const next = KNOWN_MODELS.find(({ aliases }) => aliases.includes(replacement ?? ''));
      assert.ok(next && next.retires === undefined, id);
    }
  });

  it('offers current models by their stable names', () => {
    const rows = groupAliases(knownCards(), NOW).filter(({ group }) => group === 'current');
    assert.deepEqual(
      rows.map(({ id }) => id),
      [
        'codestral-latest',
        'mistral-medium-latest',
        'mistral-small-latest',
        'mistral-large-latest',
        'mistral-large-4',
        'ministral-14b-latest',
        'ministral-8b-latest',
        'ministral-3b-latest',
        'zai-glm-latest',
        'zai-glm-5-2',
      ],
    );
    assert.deepEqual(rows[0]?.price, { input: 0.3, output: 0.9 });
  });

  const known = KNOWN_MODELS.find(({ id }) => id === 'mistral-large-2512')!;
  const priced: readonly (readonly [string, readonly Short[]])[] = [
    ['the name proper', [['acme', 'mistral-large-2512']]],
    ['the id', [['mistral-large-2512', 'Acme Large']]],
    ['an alias', [['acme', 'Acme', ['other', 'mistral-large-2512']]]],
    [
      'the name it is billed as',
      [['acme', 'Acme', [], { billing_model_name: 'mistral-large-2512' }]],
    ],
    [
      'the name it is billed as, before the others',
      [['codestral-latest', 'codestral-2508', [], { billing_model_name: 'mistral-large-2512' }]],
    ],
    [
      'a name of another card of the same model',
      [
        ['acme', 'acme', ['acme-latest']],
        ['acme-latest', 'acme', ['acme'], { billing_model_name: 'mistral-large-2512' }],
      ],
    ],
  ];
  for (const [what, cards] of priced) {
    it(`finds a price by ${what}`, () => {
      assert.deepEqual(
        fold(...cards).map(({ price }) => price),
        [known.price],
      );
    });
  }
});
