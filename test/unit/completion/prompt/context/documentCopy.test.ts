import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DocumentCopy } from '../../../../../src/completion/prompt/context/documentCopy.ts';
import { documentOf } from '../../../../support/openDocuments.ts';

describe('DocumentCopy', () => {
  it('returns the current text of a line or nothing, after any changes', () => {
    const edit = fc.record({
      line: fc.nat(),
      column: fc.nat(),
      lines: fc.nat(3),
      endColumn: fc.nat(),
      text: fc.constantFrom('', 'x', 'one\ntwo', '\r\n', 'a\rb', '日本', 'y'.repeat(700)),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        const lines = Array.from({ length: 12 }, (_, line) => `line ${line}`);
        const copy = new DocumentCopy(documentOf('a.ts', lines.join('\n')).lines, 0);
        for (const edit of edits) {
          const startLine = edit.line % lines.length;
          const endLine = Math.min(lines.length - 1, startLine + edit.lines);
          const startColumn = edit.column % (lines[startLine]!.length + 1);
          const least = startLine === endLine ? startColumn : 0;
          const endColumn = least + (edit.endColumn % (lines[endLine]!.length - least + 1));
          const head = lines[startLine]!.slice(0, startColumn);
          const now = head + edit.text + lines[endLine]!.slice(endColumn);
          lines.splice(startLine, endLine - startLine + 1, ...now.split(/\r\n|\r|\n/));
          copy.apply({ startLine, startColumn, endLine, endColumn, text: edit.text });
        }
        // A line that was too long once remains unknown, even if it is truncated later.
        const hadLong = edits.some(({ text }) => text.length >= 700);
        lines.forEach((line, at) => {
          const known = copy.at(at);
          assert.ok(known === line || (known === undefined && hadLong), line);
        });
      }),
    );
  });

  it('tracks the relevant lines of a long document', () => {
    const text = Array.from({ length: 9_000 }, (_, line) => `line ${line}`).join('\n');
    const document = documentOf('a.ts', text);
    const copy = new DocumentCopy(document.lines, 5_000);
    assert.ok(document.reads() <= 2_000);
    assert.equal(copy.at(5_000), 'line 5000');
    assert.equal(copy.at(10), undefined);
    copy.apply({ startLine: 10, startColumn: 0, endLine: 10, endColumn: 0, text: 'new\nlines\n' });
    assert.equal(copy.at(5_002), 'line 5000');
  });
});
