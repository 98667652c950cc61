import assert from 'node:assert/strict';
import { cellsAbove } from '../../../../../src/completion/prompt/context/notebookCells.ts';
import { documentOf } from '../../../../support/openDocuments.ts';

const cell = (id: string, text: string, languageId = 'python') =>
  documentOf('analysis.ipynb', text, { id, languageId });
const current = cell('#9', 'plot(');

describe('cellsAbove', () => {
  it('returns the code above in order, the nearest if room is short', () => {
    const cells = [
      cell('#1', 'import pandas'),
      cell('#2', '# Title', 'markdown'),
      cell('#3', 'x = 1\n\n'),
    ];
    assert.deepEqual(cellsAbove(current, cells), [
      { path: 'analysis.ipynb', text: 'import pandas', rank: 2, source: 'cell' },
      { path: 'analysis.ipynb', text: 'x = 1', rank: 1, source: 'cell' },
    ]);
  });

  it('never returns the current cell, and only near cells of a long notebook', () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      cell(`#${at}`, `cell_${at} = '${'x'.repeat(600)}'`),
    );
    const found = cellsAbove(current, many);
    assert.ok(found.length > 5 && found.length <= 20);
    assert.match(found.at(-1)?.text ?? '', /^cell_49/);
    assert.deepEqual(cellsAbove(current, [current]), []);
  });
});
