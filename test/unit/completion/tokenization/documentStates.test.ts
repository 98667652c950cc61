import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DocumentStates } from '../../../../src/completion/tokenization/documentStates.ts';
import { GrammarLiterals } from '../../../../src/completion/tokenization/grammarLiterals.ts';
import { syntaxOf } from '../../../../src/languages/syntax.ts';
import { FakeGrammar } from '../../../support/fakeGrammar.ts';

function sourceOf(lines: readonly string[]) {
  return { count: lines.length, at: (line: number) => lines[line] ?? '' };
}

function readAll(states: DocumentStates, lines: readonly string[]): void {
  while (states.readNext(sourceOf(lines), lines.length - 1));
}

const line = fc.constantFrom('a', '/* b', '*/ c', '"d', '/* e */', '');

describe('DocumentStates', () => {
  it('has the same states after any edits as without them', () => {
    const edit = fc.record({
      at: fc.nat(12),
      removed: fc.nat(4),
      added: fc.array(line, { maxLength: 4 }),
      read: fc.nat(12),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(edit), (start, edits) => {
        const literals = new GrammarLiterals(new FakeGrammar(), syntaxOf('unknown'));
        const states = new DocumentStates(literals);
        const lines = [...start];
        readAll(states, lines);
        for (const { at, removed, added, read } of edits) {
          const first = Math.min(at, lines.length - 1);
          const breaks = Math.min(removed, lines.length - 1 - first);
          lines.splice(first, breaks + 1, added[0] ?? '', ...added.slice(1));
          states.onEdit(first, breaks, Math.max(0, added.length - 1));
          for (let count = 0; count < read; count += 1)
            states.readNext(sourceOf(lines), lines.length);
        }
        readAll(states, lines);
        const fresh = new DocumentStates(literals);
        readAll(fresh, lines);
        for (const index of lines.keys()) assert.equal(states.at(index), fresh.at(index));
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads only the edited line again if the lines below stay the same', () => {
    const grammar = new FakeGrammar();
    const states = new DocumentStates(new GrammarLiterals(grammar, syntaxOf('unknown')));
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
    readAll(states, lines);
    const read = grammar.lines;
    lines[10] = 'new';
    states.onEdit(10, 0, 0);
    assert.equal(states.at(500), undefined);
    readAll(states, lines);
    assert.notEqual(states.at(999), undefined);
    assert.ok(grammar.lines - read <= 4);
  });
});
