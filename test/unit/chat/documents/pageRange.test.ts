import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pagesText, parsePages, wirePages } from '../../../../src/chat/documents/pageRange.ts';

describe('parsePages', () => {
  const cases: [string, number, readonly number[] | undefined][] = [
    ['1-3, 7', 10, [1, 2, 3, 7]],
    ['', 3, [1, 2, 3]],
    ['  ', 2, [1, 2]],
    ['7', 7, [7]],
    ['7,1;3 2', 7, [1, 2, 3, 7]],
    ['2 – 4', 5, [2, 3, 4]],
    ['4-', 6, [4, 5, 6]],
    ['2-3,3-4,3', 5, [2, 3, 4]],
    ['8', 7, undefined],
    ['0', 7, undefined],
    ['3-1', 7, undefined],
    ['-3', 7, undefined],
    ['all', 7, undefined],
    ['1.5', 7, undefined],
    ['1-2-3', 7, undefined],
    ['1'.repeat(3_000), 7, undefined],
  ];
  for (const [text, count, pages] of cases) {
    it(`reads ${JSON.stringify(text.slice(0, 20))} of ${count} pages as ${JSON.stringify(pages)}`, () => {
      assert.deepEqual(parsePages(text, count), pages);
    });
  }

  it('ends an open range of an estimated document at its estimated end', () => {
    assert.deepEqual(parsePages('5-', 1_000, 7), [5, 6, 7]);
    assert.deepEqual(parsePages('9-', 1_000, 7), [9]);
    assert.deepEqual(parsePages('6-8', 1_000, 7), [6, 7, 8]);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (numbers) => {
        const pages = [...numbers].sort((a, b) => a - b);
        assert.deepEqual(parsePages(pagesText(pages), 60), pages);
      }),
    );
  });

  it('writes ranges from 0 for the service', () => {
    assert.equal(wirePages([1, 2, 3, 7]), '0-2,6');
    assert.equal(pagesText([1, 2, 3, 7]), '1-3, 7');
  });
});
