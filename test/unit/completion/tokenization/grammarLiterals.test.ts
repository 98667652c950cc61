import assert from 'node:assert/strict';
import { GrammarLiterals } from '../../../../src/completion/tokenization/grammarLiterals.ts';
import { syntaxOf } from '../../../../src/languages/syntax.ts';
import { FakeGrammar } from '../../../support/fakeGrammar.ts';

function create() {
  const grammar = new FakeGrammar();
  return { grammar, literals: new GrammarLiterals(grammar, syntaxOf('unknown')) };
}

describe('GrammarLiterals', () => {
  it('finds a comment over several lines as one literal', () => {
    const { literals } = create();
    const { literals: found, open } = literals.scan('a /* (\n( */ b', literals.first);
    assert.deepEqual(found, [
      { kind: 'comment', from: 2, to: 6, begin: 2 },
      { kind: 'comment', from: 7, to: 11, begin: 2, close: '*/' },
    ]);
    assert.equal(open, undefined);
  });

  it('knows which literal is open at the end of a text', () => {
    const { literals } = create();
    assert.equal(literals.scan('a "b', literals.first).open?.close, '"');
    assert.equal(literals.scan('a "b"', literals.first).open, undefined);
    assert.equal(literals.scan('a /* b\n', literals.first).open?.close, '*/');
  });

  it('marks a string that a line break ends', () => {
    const { literals } = create();
    assert.deepEqual(literals.scan('a "b\nc', literals.first).literals, [
      { kind: 'string', from: 2, to: 4, brokenAt: 4 },
    ]);
  });

  it('reads a line once', () => {
    const { grammar, literals } = create();
    literals.scan('a\nb\na', literals.first);
    const read = grammar.lines;
    literals.scan('a\nb\na', literals.first);
    assert.equal(grammar.lines, read);
  });

  it('keeps a bounded number of lines', () => {
    const { literals } = create();
    for (let line = 0; line < 20_000; line += 1)
      literals.stateAfter(`const name${line} = ${line};`, literals.first);
    assert.ok(literals.cachedCharacters <= 400_000);
    assert.ok(literals.cachedCharacters > 300_000);
  });

  it('reads few new lines at once, and the others by the rules', () => {
    const { grammar, literals } = create();
    const text = Array.from({ length: 5_000 }, (_, line) => `f${line}("(")`).join('\n');
    const found = literals.scan(text, literals.first).literals;
    assert.equal(found.length, 5_000);
    assert.ok(grammar.lines < 200, String(grammar.lines));
  });

  it('leaves a huge line to the rules', () => {
    const { grammar, literals } = create();
    const { literals: found } = literals.scan(`${'x'.repeat(1_000_000)} "("`, literals.first);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['string'],
    );
    assert.equal(grammar.lines, 0);
  });

  it('is useless after lines that exceed the time limit, and uses the rules for them', () => {
    const { grammar, literals } = create();
    grammar.isStopped = true;
    assert.equal(literals.scan('f("(")', literals.first).literals.length, 1);
    assert.equal(literals.isTooExpensive, false);
    literals.scan('g("(")\nh("(")', literals.first);
    assert.equal(literals.isTooExpensive, true);
  });
});
