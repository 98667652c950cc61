import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  detectIndent,
  PREFIX_WINDOW,
  SUFFIX_WINDOW,
  takeSnapshot,
} from '../../../src/completion/snapshot.ts';
import type { LineSource } from '../../../src/base/lines.ts';
import type { CursorState } from '../../../src/completion/snapshot.ts';

const moment: CursorState = {
  document: 'file:///a',
  path: 'a',
  languageId: 'python',
  line: 0,
  column: 0,
  trigger: 'automatic',
};

/** Lines that count their reads. */
function counting(lines: readonly string[]): LineSource & { readonly reads: () => number } {
  let reads = 0;
  return {
    count: lines.length,
    at: (line) => {
      reads += 1;
      return lines[line] ?? '';
    },
    reads: () => reads,
  };
}

describe('takeSnapshot', () => {
  it('reads only the lines around the cursor of a document of 10 MB', () => {
    const lines = counting(Array.from({ length: 200_000 }, (_, n) => `${n} ${'x'.repeat(45)}`));
    const snapshot = takeSnapshot(lines, { ...moment, line: 100_000, column: 5 });
    assert.ok(lines.reads() < 1_000, `${lines.reads()} lines read`);
    assert.ok(snapshot.prefix.length <= PREFIX_WINDOW);
    assert.ok(snapshot.suffix.length <= SUFFIX_WINDOW);
  });

  it('truncates a line of 1 MB without splitting a character', () => {
    const line = '👋'.repeat(500_000);
    const snapshot = takeSnapshot(counting([line]), { ...moment, column: 500_000 });
    assert.ok(snapshot.prefix.length <= PREFIX_WINDOW);
    assert.ok(snapshot.suffix.length <= SUFFIX_WINDOW);
    assert.ok(snapshot.prefix.isWellFormed() && snapshot.suffix.isWellFormed());
  });

  it('keeps the start of the window while the user types', () => {
    const lines = Array.from({ length: 1_000 }, (_, n) => `line ${n} ${'x'.repeat(30)}`);
    const starts = new Set<number>();
    for (let line = 500; line < 520; line += 1) {
      starts.add(takeSnapshot(counting(lines), { ...moment, line }).firstLine);
    }
    assert.ok(starts.size <= 2, [...starts].join(' '));
  });

  it('returns text of the document around the cursor', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 300 }).filter((s) => !/[\r\n]/.test(s)),
          {
            minLength: 1,
            maxLength: 100,
          },
        ),
        fc.nat(),
        fc.nat(),
        (lines, l, c) => {
          const line = l % lines.length;
          const column = c % ((lines[line]?.length ?? 0) + 1);
          const snapshot = takeSnapshot(counting(lines), { ...moment, line, column });
          const text = lines.join('\n');
          const at = lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
          assert.ok(text.slice(0, at).endsWith(snapshot.prefix));
          assert.ok(text.slice(at).startsWith(snapshot.suffix));
          assert.ok(snapshot.prefix.endsWith(snapshot.lineBefore));
          assert.ok(snapshot.suffix.startsWith(snapshot.lineAfter));
        },
      ),
    );
  });

  for (const [text, unit] of [
    ['a\n  b\n    c\n  d\n', '  '],
    ['a:\n    b\n', '    '],
    ['a\n\tb\n\t\tc\n', '\t'],
    ['a\nb\n', '    '],
  ] as const) {
    it(`detects the indentation ${JSON.stringify(unit)} of ${JSON.stringify(text)}`, () => {
      assert.equal(detectIndent(counting(text.split('\n'))).unit, unit);
    });
  }
});
