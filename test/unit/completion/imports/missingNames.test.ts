import assert from 'node:assert/strict';
import { missingNames } from '../../../../src/completion/imports/missingNames.ts';

/** A document whose accepted part is between `▸` and `◂`, and a problem at `⟦…⟧`. */
const CASES: readonly (readonly [marked: string, message: string, names: readonly string[]])[] = [
  ['▸new ⟦Store⟧()◂', "Cannot find name 'Store'.", ['Store']],
  ['new ⟦St▸ore⟧()◂', "Cannot find name 'Store'.", ['Store']],
  ['▸a();\nnew ⟦Store⟧()◂', '"Store" is not defined', ['Store']],
  ['▸new ⟦Größe$_1⟧()◂', 'undefined: Größe$_1', ['Größe$_1']],
  ['new ⟦Store⟧(▸a)◂', "Cannot find name 'Store'.", []],
  ['▸new ◂⟦Store⟧()', "Cannot find name 'Store'.", []],
  ['⟦Store⟧\n▸a◂', "Cannot find name 'Store'.", []],
  ['▸new ⟦Sto⟧re()◂', "Cannot find name 'Sto'.", []],
  ['▸new S⟦tore⟧()◂', "Cannot find name 'tore'.", []],
  ['▸new ⟦Store()⟧◂', "Cannot find name 'Store()'.", []],
  ['▸new ⟦Store⟧()◂', 'Expected 2 arguments.', []],
  ['▸x = ⟦12⟧◂', "'12' is wrong", []],
];

function read(marked: string) {
  const text = marked.replace(/[▸◂⟦⟧]/g, '');
  const at = (mark: string) => {
    const before = marked.slice(0, marked.indexOf(mark)).replace(/[▸◂⟦⟧]/g, '');
    const lineStart = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length - 1, character: before.length - lineStart };
  };
  const lines = text.split('\n');
  return {
    lines: { count: lines.length, at: (line: number) => lines[line]! },
    range: { start: at('▸'), end: at('◂') },
    problem: { line: at('⟦').line, start: at('⟦').character, end: at('⟧').character },
  };
}

describe('missingNames', () => {
  for (const [marked, message, names] of CASES) {
    it(`finds ${names.join() || 'nothing'} in ${JSON.stringify(marked)}: ${message}`, () => {
      const { lines, range, problem } = read(marked);
      const found = missingNames([{ ...problem, message }], range, lines);
      assert.deepEqual(
        found.map(({ name }) => name),
        names,
      );
    });
  }

  it('finds each name once, and a few at most', () => {
    const words = Array.from({ length: 40 }, (_, at) => `name${at >> 1}`);
    const text = words.join(' ');
    let start = 0;
    const problems = words.map((word) => {
      const at = { line: 0, start, end: start + word.length, message: word };
      start += word.length + 1;
      return at;
    });
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const found = missingNames(problems, range, { count: 1, at: () => text });
    assert.deepEqual(
      found.map(({ name }) => name),
      ['name0', 'name1', 'name2', 'name3', 'name4', 'name5', 'name6', 'name7'],
    );
  });

  it('ignores places outside the document', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    for (const at of [
      { line: 5, start: 0, end: 3 },
      { line: 0, start: 0, end: 900 },
      { line: 0, start: 8, end: 2 },
    ]) {
      const problem = { ...at, message: 'abc' };
      assert.deepEqual(missingNames([problem], range, { count: 1, at: () => 'abc' }), []);
    }
  });
});
