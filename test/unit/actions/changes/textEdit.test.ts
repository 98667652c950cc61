import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isPlaced,
  placeEdit,
  withEdit,
  MAX_MATCHES,
} from '../../../../src/actions/changes/textEdit.ts';
import type { EditProblem } from '../../../../src/actions/changes/textEdit.ts';

/** The text after an edit, or why it was not applied. */
function edited(text: string, oldText: string, newText: string): string | EditProblem {
  const placed = placeEdit(text, { oldText, newText });
  return isPlaced(placed) ? withEdit(text, placed) : placed;
}

describe('placeEdit', () => {
  for (const [name, text, oldText, newText, expected] of [
    ['a part of a line', 'let a = 1;\n', 'a = 1', 'b = 2', 'let b = 2;\n'],
    ['the whole text', 'a\nb\n', 'a\nb\n', 'c\n', 'c\n'],
    ['text with special replacement patterns', 'a', 'a', "$&$'$`$1", "$&$'$`$1"],
    ['a line to remove', 'a\nb\nc\n', 'b\n', '', 'a\nc\n'],
    ['LF in a file with CRLF', 'a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\nz\n', 'x\r\ny\r\nz\r\nc\r\n'],
    ['CRLF in a file with LF', 'a\nb\nc\n', 'a\r\nb\r\n', 'x\r\n', 'x\nc\n'],
    ['lines with both line ends', 'a\r\nb\nc\n', 'b\nc', 'x', 'a\r\nx\n'],
    ['the start of a file with a byte order mark', '\ufeffa\nb', 'a', 'x', '\ufeffx\nb'],
    ['a byte order mark that the file does not have', 'a\nb', '\ufeffa', '\ufeffx', 'x\nb'],
    ['a final line end that the file does not have', 'a\nb', 'b\n', 'c\n', 'a\nc'],
    ['an end that comes', 'a\nb', 'b', 'b\n', 'a\nb\n'],
    ['an empty file', '', '', 'a\nb\n', 'a\nb\n'],
    ['an empty file with a byte order mark', '\ufeff', '', 'a', '\ufeffa'],
    ['nothing in a file with text', 'a', '', 'b', { kind: 'empty' }],
    ['equal texts', 'a', 'a', 'a', { kind: 'unchanged' }],
    ['texts that differ in line ends only', 'a\nb', 'a\r\nb', 'a\nb', { kind: 'unchanged' }],
    ['missing text', 'a\nb\n', 'c', 'd', { kind: 'missing' }],
    ['text that is longer than the file', 'a', 'a\nb\nc', 'd', { kind: 'missing' }],
    ['a final line end only', 'ab', '\n', 'd', { kind: 'missing' }],
    ['ambiguous text', 'a\nb\na\n', 'a', 'x', { kind: 'ambiguous', count: 2, lines: [1, 3] }],
    ['overlapping matches', 'aaa', 'aa', 'x', { kind: 'ambiguous', count: 2, lines: [1, 1] }],
    ['a lone surrogate within a pair', '😀', '\ud83d'.toWellFormed(), 'x', { kind: 'missing' }],
  ] as const) {
    it(`handles ${name}`, () => {
      assert.deepEqual(edited(text, oldText, newText), expected);
    });
  }

  it('limits the matches it reports', () => {
    const problem = placeEdit('a\n'.repeat(500), { oldText: 'a', newText: 'b' });
    assert.ok('kind' in problem && problem.kind === 'ambiguous');
    assert.equal(problem.count, MAX_MATCHES);
    assert.equal(problem.lines.length, 10);
  });

  it('replaces exactly the old text of any file, whatever its line ends', () => {
    const line = fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\n\ufeff]/g, 'r'));
    const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 8 });
    fc.assert(
      fc.property(file, file, fc.string({ maxLength: 8 }), (before, after, newText) => {
        const join = (lines: readonly (readonly [string, string])[]) =>
          lines.map((each) => each.join('')).join('');
        const [head, tail] = [join(before), join(after)];
        const replacement = newText.replaceAll(/[\r\n\ufeff]/g, '');
        // Letters that the generated lines may have, but not in this order.
        const result = edited(`${head}«old\r\ntext»${tail}`, '«old\ntext»', replacement);
        assert.equal(result, head + replacement + tail);
      }),
    );
  });
});
