import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commonLengths, offsetsOf } from '../../../src/base/linearSearch.ts';

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

describe('commonLengths', () => {
  it('lists every beginning of the pattern with which the text ends, the longest first', () => {
    assert.deepEqual(commonLengths('aab', 'baa'), [2, 1]);
    const ab = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), maxLength });
    fc.assert(
      fc.property(ab(8), ab(20), (pattern, text) => {
        const lengths = Array.from({ length: pattern.length }, (_, at) => pattern.length - at);
        const naive = lengths.filter((length) => text.endsWith(pattern.slice(0, length)));
        assert.deepEqual(commonLengths(pattern, text), naive);
      }),
    );
  });

  it('lists nothing for an empty pattern', () => {
    assert.deepEqual(commonLengths('', 'abc'), []);
  });
});
