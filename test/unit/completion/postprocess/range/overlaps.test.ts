import assert from 'node:assert/strict';
import { overlaps } from '../../../../../src/completion/postprocess/range/overlaps.ts';

describe('overlaps', () => {
  for (const [line, text, expected] of [
    ['f(a);', 'a );', { from: 2, length: 3, to: 4, isWhole: true }],
    ['f(a', 'a);', { from: 2, length: 1, to: 1, isWhole: false }],
    ["f('😀', 1)", "'😀', 1)", { from: 2, length: 7, to: 8, isWhole: true }],
  ] as const) {
    it(`finds the end of ${line} at the beginning of ${text}`, () => {
      assert.deepEqual(overlaps(line, text)[0], expected);
    });
  }
});
