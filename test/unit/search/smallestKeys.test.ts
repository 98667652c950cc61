import assert from 'node:assert/strict';
import { SmallestKeys } from '../../../src/search/smallestKeys.ts';
import { seededRandom } from '../../server/random.ts';

describe('SmallestKeys', () => {
  it('keeps all items up to its limit, in order', () => {
    const files = new SmallestKeys<number>(3);
    for (const key of ['b', 'c', 'a', 'b']) files.add(key, key.charCodeAt(0));
    assert.deepEqual([...files.first.keys()], ['a', 'b', 'c']);
    assert.equal(files.isPartial, false);
  });

  it('chooses the same of many files in any order', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `src/file${at}.ts`);
    const chosen = [1, 2].map((seed) => {
      const random = seededRandom(seed);
      const files = new SmallestKeys<null>(2_000);
      const order = names.map((name) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
      for (const { name } of order) files.add(name, null);
      assert.equal(files.isPartial, true);
      return [...files.first.keys()];
    });
    assert.deepEqual(chosen[0], names.sort().slice(0, 2_000));
    assert.deepEqual(chosen[1], chosen[0]);
  });
});
