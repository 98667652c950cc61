import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf } from '../../../../src/actions/edit/diffHunks.ts';
import { withHunks } from '../../../../src/actions/edit/hunkChoice.ts';
import {
  isPartlyApplied,
  rebase,
  replacementsBetween,
  withPlacedEdit,
  withReplacements,
} from '../../../../src/actions/changes/replacement.ts';
import type { Replacement } from '../../../../src/actions/changes/replacement.ts';
import { withEdit } from '../../../../src/actions/changes/textEdit.ts';

/** Any text, often with repeated lines. */
const anyText = fc
  .array(fc.constantFrom('a', 'b', 'c', '}', '', 'longer line', 'ä😀'), { maxLength: 12 })
  .map((lines) => lines.join('\n'));
/** Places of edits, as shares of the length of a text. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyEdits = fc.array(fc.tuple(share, share, fc.constantFrom('', 'x', 'new\nlines\n', '}')), {
  maxLength: 6,
});

/** A base text with edits, each of the text that the earlier ones result in. */
function proposal(base: string, edits: readonly (readonly [number, number, string])[]) {
  let [text, replacements] = [base, [] as readonly Replacement[]];
  for (const [one, other, newText] of edits) {
    const [from, to] = [one, other].map((at) => Math.floor(at * text.length)).sort((a, b) => a - b);
    // The old text of an edit is empty in an empty file only.
    if (from === to && text !== '') continue;
    const edit = { start: from ?? 0, end: to ?? 0, text: newText };
    replacements = withPlacedEdit(base, replacements, edit);
    text = withEdit(text, edit);
  }
  return { text, replacements };
}

/** Asserts that replacements are in order, do not overlap and fit the text. */
function assertFit(text: string, replacements: readonly Replacement[]): void {
  let end = 0;
  for (const { start, oldText } of replacements) {
    assert.ok(start >= end, 'replacements overlap');
    assert.ok(text.startsWith(oldText, start), 'a replacement does not fit');
    end = start + oldText.length;
  }
}

describe('withPlacedEdit', () => {
  it('results in the text that the edits result in one after another', () => {
    fc.assert(
      fc.property(anyText, anyEdits, (base, edits) => {
        const { text, replacements } = proposal(base, edits);
        assert.equal(withReplacements(base, replacements), text);
        assertFit(base, replacements);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps edits at different places apart', () => {
    const { replacements } = proposal('abcdef', [
      [0, 0.17, 'X'],
      [0.5, 0.67, ''],
    ]);
    assert.deepEqual(replacements, [
      { start: 0, oldText: 'a', newText: 'X' },
      { start: 3, oldText: 'd', newText: '' },
    ]);
  });

  it('drops an edit that restores the base', () => {
    const there = withPlacedEdit('abc', [], { start: 1, end: 2, text: 'xyz' });
    assert.deepEqual(withPlacedEdit('abc', there, { start: 1, end: 4, text: 'b' }), []);
  });
});

describe('rebase', () => {
  for (const [name, base, replacement, current, expected] of [
    ['moves after text typed before it', 'a\nb\n', ['b', 'B'], 'new\na\nb\n', 'new\na\nB\n'],
    ['stays before text typed after it', 'a\nb\n', ['a', 'A'], 'a\nb\nnew\n', 'A\nb\nnew\n'],
    [
      'follows its text to another place',
      'a\nlong\nb\n',
      ['long', 'L'],
      'b\na\nlong\n',
      'b\na\nL\n',
    ],
    ['is a conflict if its text was edited', 'a\nb\n', ['a\nb', 'x'], 'a\ntyped b\n', undefined],
    ['is a conflict if its text was removed', 'a\nb\n', ['b', 'x'], 'a\n', undefined],
    [
      'is a conflict if its text became ambiguous',
      'a\nb\nc\n',
      ['b', 'x'],
      'b1\nc\nb2\n',
      undefined,
    ],
  ] as const) {
    it(`a replacement ${name}`, () => {
      const [oldText, newText] = replacement;
      const replacements = [{ start: base.indexOf(oldText), oldText, newText }];
      const rebased = rebase(base, current, { replacements, conflicts: [] });
      const isConflict = expected === undefined;
      assert.equal(rebased.conflicts.length, isConflict ? 1 : 0);
      assert.equal(withReplacements(current, rebased.replacements), expected ?? current);
    });
  }

  it('resolves a conflict once its text is back', () => {
    const replacements = [{ start: 0, oldText: 'old', newText: 'new' }];
    const typed = rebase('old text', 'odl text', { replacements, conflicts: [] });
    assert.equal(typed.conflicts.length, 1);
    const undone = rebase('odl text', 'old text', typed);
    assert.deepEqual(undone, { replacements, conflicts: [] });
  });

  it('loses neither typed text nor a replacement', () => {
    fc.assert(
      fc.property(anyText, anyEdits, anyEdits, (base, edits, typing) => {
        const { replacements } = proposal(base, edits);
        // Typed text that no edit contains.
        const current = typing.reduce((text, [one, other]) => {
          const [from, to] = [one, other]
            .map((at) => Math.floor(at * text.length))
            .sort((a, b) => a - b);
          return `${text.slice(0, from)}§${text.slice(to)}`;
        }, base);
        const rebased = rebase(base, current, { replacements, conflicts: [] });
        assertFit(current, rebased.replacements);
        const count = rebased.replacements.length + rebased.conflicts.length;
        assert.equal(count, replacements.length);
        const typed = (text: string) => text.split('§').length;
        assert.equal(typed(withReplacements(current, rebased.replacements)), typed(current));
        for (const { oldText } of rebased.replacements) assert.ok(!oldText.includes('§'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('applies everything after text was typed at the start or at the end', () => {
    fc.assert(
      fc.property(anyText, anyEdits, fc.boolean(), (base, edits, isAtStart) => {
        fc.pre(base !== '');
        const { text, replacements } = proposal(base, edits);
        const typed = (before: string) => (isAtStart ? `§\n${before}` : `${before}§`);
        const rebased = rebase(base, typed(base), { replacements, conflicts: [] });
        assert.equal(withReplacements(typed(base), rebased.replacements), typed(text));
      }),
    );
  });

  it('does not insert into a file that is no longer empty', () => {
    const replacements = [{ start: 0, oldText: '', newText: 'new' }];
    const rebased = rebase('', 'typed', { replacements, conflicts: [] });
    assert.deepEqual(rebased, { replacements: [], conflicts: replacements });
  });
});

describe('isPartlyApplied', () => {
  it('recognizes some of the hunks, without repetitive text around them', () => {
    const lines = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (numbers, choices) => {
        const next = () => choices.next().value as number;
        const base = numbers.map((each) => `${each}\n`).join('');
        const text = numbers.map((each) => ['', `${each}\n`, `new ${each}\n`][next()]).join('');
        const hunks = hunksOf(base, text);
        const some = withHunks(
          base,
          hunks.filter(() => next() > 0),
        );
        assert.equal(isPartlyApplied(base, hunks, some), hunks.length > 0);
        assert.equal(isPartlyApplied(base, hunks, `${some}typed`), false);
        assert.equal(isPartlyApplied(base, hunks, `typed${some}`), false);
      }),
    );
  });
});

describe('replacementsBetween', () => {
  it('makes one text of the other', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const replacements = replacementsBetween(one, other);
        assertFit(one, replacements);
        assert.equal(withReplacements(one, replacements), other);
      }),
      { numRuns: 1_000 },
    );
  });

  it('includes the lines around a change', () => {
    assert.deepEqual(replacementsBetween('a\nb\nc\nd\ne\n', 'a\nb\nX\nd\ne\n'), [
      { start: 2, oldText: 'b\nc\nd\n', newText: 'b\nX\nd\n' },
    ]);
  });
});
