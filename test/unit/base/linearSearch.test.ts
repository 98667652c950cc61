import assert from 'node:assert/strict';
import fc from 'fast-check';
import { offsetsOf } from '../../../src/base/linearSearch.ts';

function naiveOffsets(text: string, pattern: string): number[] {
  const offsets = Array.from({ length: text.length }, (_, at) => at);
  return offsets.filter((at) => text.startsWith(pattern, at));
}

describe('offsetsOf', () => {
  it('finds all occurrences, overlapping ones included', () => {
    assert.deepEqual(offsetsOf('aaaa', 'aa', 9), [0, 1, 2]);
    const ab = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength });
    fc.assert(
      fc.property(ab(40), ab(6), (text, pattern) => {
        fc.pre(pattern !== '');
        assert.deepEqual(offsetsOf(text, pattern, Infinity), naiveOffsets(text, pattern));
      }),
    );
  });

  it('stops after the requested number of occurrences', () => {
    assert.deepEqual(offsetsOf('aaaa', 'a', 2), [0, 1]);
  });

  it('finds nothing for an empty or longer pattern', () => {
    assert.deepEqual(offsetsOf('abc', '', 9), []);
    assert.deepEqual(offsetsOf('abc', 'abcd', 9), []);
  });
});
