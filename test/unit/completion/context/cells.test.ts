import assert from 'node:assert/strict';
import { cellsAbove } from '../../../../src/completion/context/cells.ts';
import { documentOf } from './support.ts';

const cell = (id: string, text: string, languageId = 'python') =>
  documentOf('analysis.ipynb', text, { id, languageId });
const current = cell('#9', 'plot(');

describe('completion/context/cells', () => {
  it('takes the code above in its order, the nearest first where room is short', () => {
    const cells = [
      cell('#1', 'import pandas'),
      cell('#2', '# Title', 'markdown'),
      cell('#3', 'x = 1\n\n'),
    ];
    assert.deepEqual(cellsAbove(current, cells), [
      { path: 'analysis.ipynb', text: 'import pandas', rank: 2 },
      { path: 'analysis.ipynb', text: 'x = 1', rank: 1 },
    ]);
  });

  it('never takes the current cell, and of a long notebook the cells that are near', () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      cell(`#${at}`, `cell_${at} = '${'x'.repeat(600)}'`),
    );
    const found = cellsAbove(current, many);
    assert.ok(found.length > 5 && found.length <= 20);
    assert.match(found.at(-1)?.text ?? '', /^cell_49/);
    assert.deepEqual(cellsAbove(current, [current]), []);
  });
});
