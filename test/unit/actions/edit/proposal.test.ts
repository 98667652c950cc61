import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  relocate,
  startAfter,
  withChange,
  previewName,
} from '../../../../src/actions/edit/proposal.ts';

const proposal = { uri: 'file:///a.ts', start: 2, original: 'b;', text: 'c;' };

describe('proposal ranges', () => {
  for (const [name, change, expected] of [
    ['in front of it', { start: 0, length: 1, newLength: 3 }, 4],
    ['right in front of it', { start: 2, length: 0, newLength: 3 }, 5],
    ['behind it', { start: 4, length: 1, newLength: 9 }, 2],
    ['in it', { start: 3, length: 0, newLength: 1 }, undefined],
    ['over its beginning', { start: 0, length: 3, newLength: 0 }, undefined],
    ['over its end', { start: 3, length: 9, newLength: 0 }, undefined],
  ] as const) {
    it(`follows a change ${name}`, () => {
      assert.equal(startAfter(proposal, change), expected);
    });
  }

  for (const [name, document, followed, expected] of [
    ['where it was followed to', 'b; b;', 3, 3],
    ['at the only other place', 'a; b;', 0, 3],
    ['at the only place', 'a; b;', undefined, 3],
    ['unless it occurs twice', 'b; b;', undefined, undefined],
    ['unless it is gone', 'a;', 0, undefined],
  ] as const) {
    it(`finds the text ${name}`, () => {
      assert.equal(relocate(proposal, document, followed), expected);
    });
  }

  it('finds an empty text only at its original offset', () => {
    assert.equal(relocate({ original: '' }, 'abc', 1), 1);
    assert.equal(relocate({ original: '' }, 'abc', undefined), undefined);
    assert.equal(relocate({ original: '' }, 'abc', 4), undefined);
  });

  it('never relocates to an offset with another text', () => {
    const text = fc.stringMatching(/^[ab;]{0,12}$/);
    const at = fc.nat(12);
    fc.assert(
      fc.property(text, at, at, at, at, text, (document, from, to, start, length, added) => {
        const original = document.slice(Math.min(from, to), Math.max(from, to));
        fc.pre(original !== '' && start + length <= document.length);
        const changed = document.slice(0, start) + added + document.slice(start + length);
        const found = startAfter(
          { start: Math.min(from, to), original },
          { start, length, newLength: added.length },
        );
        if (found !== undefined) assert.ok(changed.startsWith(original, found));
      }),
    );
  });

  it('returns the document with the change applied', () => {
    assert.equal(withChange(proposal, 'a;b;d;', 2), 'a;c;d;');
  });
});

describe('previewName', () => {
  for (const [name, expected] of [
    ['pair.ts', 'pair.proposed.ts'],
    ['cart.test.tsx', 'cart.test.proposed.tsx'],
    ['Makefile', 'Makefile.proposed'],
    ['.bashrc', '.bashrc.proposed'],
  ] as const) {
    it(`is ${expected} for ${name}`, () => {
      assert.equal(previewName(name), expected);
    });
  }
});
