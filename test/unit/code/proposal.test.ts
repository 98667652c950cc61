import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findAgain, startAfter, withChange } from '../../../src/code/proposal.ts';

const proposal = { uri: 'file:///a.ts', start: 2, original: 'b;', text: 'c;' };

describe('code/proposal', () => {
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
    ['not where there are two', 'b; b;', undefined, undefined],
    ['not where there is none', 'a;', 0, undefined],
  ] as const) {
    it(`finds the text ${name}`, () => {
      assert.equal(findAgain(proposal, document, followed), expected);
    });
  }

  it('finds no empty text but at its place', () => {
    assert.equal(findAgain({ original: '' }, 'abc', 1), 1);
    assert.equal(findAgain({ original: '' }, 'abc', undefined), undefined);
    assert.equal(findAgain({ original: '' }, 'abc', 4), undefined);
  });

  it('never follows to a place that holds another text', () => {
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

  it('shows the document with its change', () => {
    assert.equal(withChange(proposal, 'a;b;d;', 2), 'a;c;d;');
  });
});
