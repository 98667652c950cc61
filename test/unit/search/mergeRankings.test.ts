import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeRankings } from '../../../src/search/mergeRankings.ts';

describe('mergeRankings', () => {
  const cases: readonly (readonly [string, number[], number[], number, number[]])[] = [
    ['lets words lead', [1, 2, 3, 4, 5], [11, 12, 13], 8, [1, 2, 3, 11, 4, 5, 12, 13]],
    ['lists what both have once', [1, 2, 3, 4], [2, 1, 9], 5, [1, 2, 3, 9, 4]],
    ['stops at the limit', [1, 2, 3], [9], 2, [1, 2]],
    ['is the words alone without embeddings', [3, 1, 2], [], 10, [3, 1, 2]],
    ['is the meaning alone without words', [], [3, 1, 2], 10, [3, 1, 2]],
    ['is empty without results', [], [], 10, []],
  ];
  for (const [name, words, meaning, limit, expected] of cases) {
    it(name, () => {
      assert.deepEqual(mergeRankings(words, meaning, limit), expected);
    });
  }

  it('keeps the best of each ranking, whatever the other one says', () => {
    const ranking = fc.uniqueArray(fc.nat(40), { maxLength: 30 });
    fc.assert(
      fc.property(ranking, ranking, fc.integer({ min: 4, max: 20 }), (words, meaning, limit) => {
        const merged = mergeRankings(words, meaning, limit);
        const all = new Set([...words, ...meaning]);
        assert.equal(new Set(merged).size, merged.length);
        assert.equal(merged.length, Math.min(limit, all.size));
        const quarter = Math.floor(limit / 4);
        for (const id of words.slice(0, 3 * quarter)) assert.ok(merged.includes(id));
        for (const id of meaning.slice(0, quarter)) assert.ok(merged.includes(id));
      }),
    );
  });
});
