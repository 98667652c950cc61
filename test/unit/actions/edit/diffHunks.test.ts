import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf, type Hunk } from '../../../../src/actions/edit/diffHunks.ts';

/** The text with some of the hunks applied, in any order. */
function made(original: string, hunks: readonly Hunk[]): string {
  let at = 0;
  const pieces = hunks
    .toSorted((a, b) => a.start - b.start)
    .flatMap(({ start, end, text }) => {
      const kept = original.slice(at, start);
      at = end;
      return [kept, text];
    });
  return pieces.join('') + original.slice(at);
}

/** Hunks as in a patch: the line number, then the removed and the added lines. */
function patch(original: string, text: string): string[] {
  return hunksOf(original, text).map((hunk) => {
    const goes = original.slice(hunk.start, hunk.end);
    assert.equal(goes.split(/(?<=\n)/).filter(Boolean).length, hunk.lineCount);
    const marked = (mark: string, lines: string) =>
      lines
        .split(/(?<=\n)/)
        .filter(Boolean)
        .map((line) => mark + line.replace('\r', '⏎').replace('\n', '¶'));
    const all = [...marked('-', goes), ...marked('+', hunk.text)];
    return `${hunk.line}: ${all.join(' ')}`;
  });
}

describe('hunksOf', () => {
  for (const [name, original, text, expected] of [
    ['nothing', 'a\nb\n', 'a\nb\n', []],
    ['empty texts', '', '', []],
    ['a line', 'a\nb\nc\n', 'a\nx\nc\n', ['1: -b +x']],
    ['two lines apart', 'a\nb\nc\n', 'x\nb\ny\n', ['0: -a +x', '2: -c +y']],
    ['lines that come', 'a\nb\n', 'a\nx\ny\nb\n', ['1: +x¶ +y¶']],
    ['lines that go', 'a\nx\ny\nb\n', 'a\nb\n', ['1: -x¶ -y¶']],
    ['all that comes', '', 'a\nb', ['0: +a¶ +b']],
    ['all that goes', 'a\nb', '', ['0: -a¶ -b']],
    ['the last line without an end', 'a\nb', 'a\nc', ['1: -b +c']],
    ['an end that comes', 'a\nb', 'a\nb\n', ['1: -b +b¶']],
    ['a line behind one without an end', 'a', 'a\nb', ['0: -a +a¶ +b']],
    ['CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nx\r\nc\r\n', ['1: -b +x']],
    ['what is everywhere', 'a\n}\nb\n}\n', 'x\n}\ny\n}\n', ['0: -a +x', '2: -b +y']],
    ['a line at another place', 'a\nb\nc\nd\n', 'b\nc\na\nd\n', ['0: -a¶', '3: +a¶']],
    ['blank lines', 'a\n\n\nb\n', 'a\n\nb\n', ['2: -¶']],
  ] as const) {
    it(`compares ${name}`, () => {
      assert.deepEqual(patch(original, text), expected);
    });
  }

  for (const [name, original, text, sample] of [
    ['what goes and what comes', 'a\n', '\n  let b;  \n', 'a → let b;'],
    ['what comes', 'a\n', 'a\n  let b;  \n', 'let b;'],
    ['what goes', '\n\told();\n', '', 'old();'],
    ['nothing for empty lines', 'a\n', 'a\n\n', ''],
    ['a long line cut', '', `${'word '.repeat(20)}\n`, `${'word '.repeat(12).trimEnd()}…`],
  ] as const) {
    it(`selects a sample from ${name}`, () => {
      assert.equal(hunksOf(original, text)[0]?.sample, sample);
    });
  }

  const line = fc.constantFrom('a', 'b', 'c', 'd', '}', '', '  x', 'y');
  const eol = fc.constantFrom('\n', '\r\n');
  const texts = fc.tuple(fc.array(line, { maxLength: 14 }), fc.array(line, { maxLength: 14 }), eol);

  it('returns hunks that produce the new text together and the old one if none is applied', () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.boolean()), ([old, now, end], choices) => {
        const [original, text] = [old.join(end), now.join(end)];
        const hunks = hunksOf(original, text);
        assert.equal(made(original, hunks), text);
        const chosen = hunks.filter(() => choices.next().value);
        const others = hunks.filter((hunk) => !chosen.includes(hunk));
        const half = made(original, chosen);
        // The remaining differences are the hunks that were not applied, at their new positions.
        const moved = others.map((hunk) => {
          const before = chosen.filter(({ start }) => start < hunk.start);
          const by = before.reduce(
            (sum, { start, end, text }) => sum + text.length - end + start,
            0,
          );
          return { ...hunk, start: hunk.start + by, end: hunk.end + by };
        });
        assert.equal(made(half, moved), text);
      }),
      { numRuns: 500 },
    );
  });

  it('separates hunks by at least one line, in order', () => {
    fc.assert(
      fc.property(texts, ([old, now, end]) => {
        const hunks = hunksOf(old.join(end), now.join(end));
        hunks.slice(1).forEach((hunk, index) => {
          assert.ok(hunk.start > hunks[index]!.end);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('returns the differences of very long texts as one hunk without their common ends', () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `call(${at});\n`);
    const changed = lines.map((line, at) => (at % 100 === 50 ? 'other();\n' : line));
    const [original, text] = [lines.join(''), changed.join('')];
    const hunks = hunksOf(original, text);
    assert.deepEqual(
      hunks.map(({ line, lineCount }) => [line, lineCount]),
      [[50, 29_901]],
    );
    assert.equal(made(original, hunks), text);
  });

  it('takes linear time for many lines', () => {
    const numbered = (count: number) => Array.from({ length: count }, (_, at) => `  call(${at});`);
    const took = (old: readonly string[], now: readonly string[]) => {
      const [original, text] = [old.join('\n'), now.join('\n')];
      const startedAt = performance.now();
      const hunks = hunksOf(original, text);
      const ms = performance.now() - startedAt;
      assert.equal(made(original, hunks), text);
      return `${ms.toFixed(1)} ms (${hunks.length} parts)`;
    };
    const other = (line: string) => line.replace('call', 'other');
    for (const count of [2_000, 100_000]) {
      const lines = numbered(count);
      const second = lines.map((line, at) => (at % 2 ? line : other(line)));
      const braces = lines.map((line, at) => (at % 2 ? '}' : line));
      console.log(`      ${count} lines, each changed: ${took(lines, lines.map(other))}`);
      console.log(`      ${count} lines, each second changed: ${took(lines, second)}`);
      console.log(`      ${count} lines between braces: ${took(braces, braces.map(other))}`);
      console.log(`      ${count} lines turned round: ${took(lines, lines.toReversed())}`);
    }
  });
});
