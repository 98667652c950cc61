import assert from 'node:assert/strict';
import { windowSize } from '../../../src/protocol/windowSize.ts';

describe('the size of a window', () => {
  for (const [tokens, name] of [
    [262_144, '256k'],
    [131_072, '128k'],
    [128_000, '128k'],
    [256_000, '256k'],
    [1_000_000, '1M'],
    [1_048_576, '1024k'],
    [32_768, '32k'],
  ] as const) {
    it(`of ${tokens} tokens is ${name}`, () => {
      assert.equal(windowSize(tokens), name);
    });
  }
});
