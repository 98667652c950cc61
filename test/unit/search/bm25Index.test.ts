import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TopK } from '../../../src/search/topK.ts';
import { Bm25Index } from '../../../src/search/bm25Index.ts';

const chunk = (text: string, symbol = '') => ({ firstLine: 1, lastLine: 1, symbol, text });

describe('Bm25Index', () => {
  it('ranks rare words and names first', () => {
    const index = new Bm25Index();
    const common = index.add('a.ts', chunk('return value value value'));
    const rare = index.add('b.ts', chunk('return backoff value'));
    const named = index.add('c.ts', chunk('return other value', 'backoffFor'));
    assert.deepEqual(index.find('the backoff value', 10), [named, rare, common]);
    assert.deepEqual(index.find('nothing', 10), []);
    assert.deepEqual(index.find('', 10), []);
  });

  it('finds what was added and not removed, like a scan of all texts', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'omega');
    const step = fc.oneof(fc.array(word, { minLength: 1, maxLength: 5 }), fc.nat({ max: 40 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), word, (steps, wanted) => {
        const index = new Bm25Index();
        const texts = new Map<number, string>();
        for (const each of steps) {
          if (typeof each === 'number') {
            index.remove(each);
            texts.delete(each);
          } else {
            texts.set(index.add('p', chunk(each.join(' '))), each.join(' '));
          }
        }
        const expected = [...texts].filter(([, text]) => text.includes(wanted)).map(([id]) => id);
        assert.deepEqual(
          [...index.find(wanted, 100)].sort((a, b) => a - b),
          expected,
        );
        assert.equal(index.size, texts.size);
      }),
    );
  });
});

describe('TopK', () => {
  it('keeps what a stable sort puts first', () => {
    const scores = fc.array(fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), (all, limit) => {
        const best = new TopK(limit);
        for (const [id, score] of all.entries()) best.add(id, score);
        const sorted = [...all.keys()].sort((a, b) => (all[b] ?? 0) - (all[a] ?? 0));
        assert.deepEqual(best.ids, sorted.slice(0, limit));
      }),
    );
  });
});
