import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leadingWhitespace, columnsOf, isBlank } from '../../../../../src/base/indentation.ts';
import { reindent } from '../../../../../src/actions/edit/insertion/reindent.ts';

const texts = ['if (a) {', 'b();', '}', 'x,', '', '  ', 'def f():', 'else:', ');'];

/** A block with one indentation width, never two levels deeper at once, since the width would then be ambiguous. */
function blockOf(texts: readonly string[]): fc.Arbitrary<string[]> {
  const line = fc.tuple(fc.integer({ min: -3, max: 1 }), fc.constantFrom(...texts));
  const lines = fc.array(line, { minLength: 1, maxLength: 12 });
  const step = fc.constantFrom('\t', '  ', '   ', '    ');
  return fc.tuple(step, fc.nat(1), lines).map(([step, start, lines]) => {
    let level: number | undefined;
    return lines.map(([by, text]) => {
      if (isBlank(text)) return text;
      level = level === undefined ? start : Math.max(0, level + by);
      return step.repeat(level) + text;
    });
  });
}

const block = blockOf([...texts, '`', '${a}`']);
const withoutStrings = blockOf(texts);
const place = fc.record({
  languageId: fc.constantFrom('typescript', 'python', 'go', 'yaml', 'shellscript', 'plaintext'),
  unit: fc.constantFrom('\t', '  ', '    ', '        '),
  tabSize: fc.constantFrom(2, 4, 8),
});
/** Languages without a fixed indentation width. */
const usual = place.filter(({ languageId }) => /script|python|go/.test(languageId));
const depth = fc.integer({ min: 0, max: 3 });

describe('reindent', () => {
  it('changes only whitespace at line starts', () => {
    fc.assert(
      fc.property(block, place, depth, (lines, to, steps) => {
        const result = reindent(lines, to.unit.repeat(steps), to);
        const bare = (line: string) => (isBlank(line) ? '' : line.replace(/^[ \t]+/, ''));
        assert.deepEqual(result.map(bare), lines.map(bare));
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(withoutStrings, usual, depth, (lines, to, steps) => {
        const base = to.unit.repeat(steps);
        const once = reindent(lines, base, to);
        const top = once.find((line) => !isBlank(line)) ?? '';
        assert.deepEqual(reindent(once, leadingWhitespace(top), to), once);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps deeper lines deeper than their parent line', () => {
    fc.assert(
      fc.property(withoutStrings, place, depth, (lines, to, steps) => {
        const result = reindent(lines, to.unit.repeat(steps), to);
        // The first line may have been corrected.
        const first = lines.findIndex((line) => !isBlank(line));
        const depths = (all: readonly string[]) =>
          all.map((line, at) =>
            isBlank(line) || at === first ? undefined : columnsOf(line, to.tabSize),
          );
        const [before, after] = [depths(lines), depths(result)];
        for (let at = 1; at < before.length; at += 1) {
          const [above, here] = [before[at - 1], before[at]];
          if (above === undefined || here === undefined || above >= here) continue;
          assert.ok((after[at - 1] ?? 0) < (after[at] ?? 0), `line ${at + 1}`);
        }
      }),
    );
  });
});
