import assert from 'node:assert/strict';
import { matchedLines, TextLines } from '../../../../src/chat/tools/matchedLines.ts';

describe('matchedLines', () => {
  it('lists lines below their files', () => {
    const found = [
      { path: 'a.ts', line: 3, text: 'one ' },
      { path: 'a.ts', line: 9, text: 'x'.repeat(1_000) },
      { path: 'b.ts', line: 1, text: 'two' },
    ];
    const { text, count, files } = matchedLines(found);
    assert.equal(text, `a.ts\n  3: one\n  9: ${'x'.repeat(300)}…\nb.ts\n  1: two`);
    assert.deepEqual([count, files], [3, 2]);
  });

  it('ends at 20,000 characters', () => {
    const found = Array.from({ length: 9_000 }, (_, at) => ({
      path: `f${at}`,
      line: 1,
      text: 'y',
    }));
    const { text, count } = matchedLines(found);
    assert.ok(text.length <= 20_000 && count > 1_000);
  });
});

describe('TextLines', () => {
  it('finds a name on the line or near it', () => {
    const lines = new TextLines('a\nb name\nc\n\n\n\n\n\n\nname');
    assert.deepEqual(lines.placeOf('name', 2), { line: 2, column: 2 });
    assert.deepEqual(lines.placeOf('name', 4), { line: 2, column: 2 });
    assert.equal(lines.placeOf('other', 2), undefined);
    assert.equal(lines.placeOf('name', -20), undefined);
  });
});
