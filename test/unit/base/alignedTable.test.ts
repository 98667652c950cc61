import assert from 'node:assert/strict';
import { alignedTable } from '../../../src/base/alignedTable.ts';

describe('alignedTable', () => {
  it('aligns both columns, the first to the right', () => {
    const table = alignedTable([
      ['ms', 'Step'],
      ['0', 'Allowed.'],
      ['1250', 'Sent.'],
    ]);
    assert.equal(
      table,
      [
        '|   ms | Step     |',
        '| ---: | -------- |',
        '|    0 | Allowed. |',
        '| 1250 | Sent.    |',
      ].join('\n'),
    );
  });

  it('has a rule that Markdown accepts for short cells', () => {
    assert.equal(alignedTable([['a', 'b']]), '|   a | b   |\n| --: | --- |');
  });
});
