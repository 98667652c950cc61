import assert from 'node:assert/strict';
import { nominalContextWindow } from '../../../src/base/contextWindow.ts';

describe('nominalContextWindow', () => {
  for (const [tokens, name] of [
    [262_144, 256_000],
    [131_072, 128_000],
    [32_768, 32_000],
    [1_048_576, 1_024_000],
    [128_000, 128_000],
    [256_000, 256_000],
    [1_000_000, 1_000_000],
  ] as const) {
    it(`converts ${tokens} to ${name}`, () => {
      assert.equal(nominalContextWindow(tokens), name);
    });
  }
});
