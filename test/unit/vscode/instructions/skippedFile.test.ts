import assert from 'node:assert/strict';
import { skippedFileText } from '../../../../src/vscode/instructions/skippedFile.ts';

describe('skippedFileText', () => {
  it('names a file unless it is excluded', () => {
    assert.equal(
      skippedFileText('shop/AGENTS.md', 'too large'),
      'Project instructions not used as a whole (too large): shop/AGENTS.md',
    );
    assert.equal(
      skippedFileText('secret/AGENTS.md', 'excluded'),
      'Project instructions not used as a whole (excluded)',
    );
  });
});
