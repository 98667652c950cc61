import assert from 'node:assert/strict';
import { excessiveGrowth, repeated } from './measure.ts';
import { PARSERS } from './parsers.ts';
import { PIECES } from './pieces.ts';

describe('parsers', () => {
  for (const { name, run, pieces = [], only } of PARSERS) {
    it(`take linear time: ${name}`, () => {
      const slow: string[] = [];
      for (const piece of only ?? [...PIECES, ...pieces]) {
        // Text before and after makes searches for an end fail, which is their worst case.
        const ratio = excessiveGrowth((length) => {
          const input = `x${repeated(piece, length)}\n!`;
          return () => run(input);
        });
        if (ratio !== undefined) slow.push(`${JSON.stringify(piece)}: ${ratio.toFixed(1)} times`);
      }
      assert.deepEqual(slow, []);
    });
  }
});

describe('excessiveGrowth', () => {
  const touch = (count: number): number => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += at % 7;
    return sum;
  };

  it('detects quadratic time', () => {
    assert.ok(excessiveGrowth((length) => () => touch((length * length) / 2)) !== undefined);
  });

  it('accepts linear time', () => {
    assert.equal(
      excessiveGrowth((length) => () => touch(length * 300)),
      undefined,
    );
  });
});
