import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runCell } from '../../faults/cell.ts';
import { CELLS, nameOf } from '../../faults/matrix.ts';
import type { Sdk } from '../../../src/mistral/sdk.ts';

/** A small part of `npm run faults`, the same in every run. */
const SAMPLE = 40;
const SEED = 11;

describe('fault matrix', () => {
  let sdk: Sdk;

  // The clock of the cells would skip the time that loading takes.
  before(async () => {
    sdk = await import('../../../src/mistral/sdk.ts');
  });

  it('has at least a thousand unique cells', () => {
    const names = CELLS.map(nameOf);
    assert.ok(names.length >= 1_000, String(names.length));
    assert.equal(new Set(names).size, names.length);
  });

  const cells = fc.sample(
    fc.shuffledSubarray([...CELLS], { minLength: SAMPLE, maxLength: SAMPLE }),
    {
      seed: SEED,
      numRuns: 1,
    },
  );
  for (const cell of cells.flat()) {
    it(nameOf(cell), async () => {
      await runCell(cell, () => Promise.resolve(sdk));
    });
  }
});
