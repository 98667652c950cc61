import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf } from '../../../../src/actions/edit/diffHunks.ts';
import {
  firstDifferentLine,
  lineWithHunks,
  noteLine,
  withHunks,
} from '../../../../src/actions/edit/hunkChoice.ts';

const OLD = 'a1();\nkeep();\nb1();\nkeep2();\nc1();\n';
const NEW = 'a2();\nkeep();\nb2();\nb3();\nkeep2();\n';

describe('withHunks', () => {
  const [first, second, third] = hunksOf(OLD, NEW);
  assert.ok(first && second && third);

  for (const [name, chosen, expected] of [
    ['the original without any part', [], OLD],
    ['the whole change with all parts', [first, second, third], NEW],
    ['the first part only', [first], OLD.replace('a1', 'a2')],
    ['a part in the middle', [second], OLD.replace('b1();', 'b2();\nb3();')],
    ['the last part only', [third], OLD.replace('c1();\n', '')],
  ] as const) {
    it(`gives ${name}`, () => {
      assert.equal(withHunks(OLD, chosen), expected);
    });
  }

  it('gives the new text of any two texts with all parts', () => {
    const line = fc.constantFrom('a', 'b', '', 'c');
    const text = fc.tuple(fc.array(line), fc.constantFrom('\n', '\r\n'));
    fc.assert(
      fc.property(text, text, ([old, end], [now]) => {
        const [original, changed] = [old.join(end), now.join(end)];
        assert.equal(withHunks(original, hunksOf(original, changed)), changed);
      }),
    );
  });
});

describe('lineWithHunks', () => {
  const hunks = hunksOf(OLD, NEW);

  it('counts the lines that chosen parts above add', () => {
    const [, second, third] = hunks;
    assert.ok(second && third);
    assert.equal(lineWithHunks(OLD, hunks, third), 5);
    assert.equal(lineWithHunks(OLD, [third], third), 4);
    assert.equal(lineWithHunks(OLD, hunks, second), 2);
  });
});

describe('firstDifferentLine', () => {
  for (const [original, text, line] of [
    ['a\nb\n', 'a\nc\n', 1],
    ['a\nb\n', 'x\nb\n', 0],
    ['a\nb\n', 'a\nb\nc\n', 2],
    ['a\nb\n', 'a\n', 1],
    ['', 'a', 0],
  ] as const) {
    it(`is ${line} for ${JSON.stringify(original)} and ${JSON.stringify(text)}`, () => {
      assert.equal(firstDifferentLine(original, text), line);
    });
  }
});

describe('noteLine', () => {
  for (const [name, lengths, change, line] of [
    ['an empty line above', [30, 0, 20], 2, 1],
    ['the first of lines of the same length', [20, 20], 1, 0],
    ['a short line below long ones', [80, 70, 20, 1], 2, 3],
    ['no line that is more than three lines above', [0, 9, 9, 9, 9], 4, 1],
    ['no line that is more than two lines below', [9, 9, 9, 0], 0, 0],
    ['the first line of a document', [12], 0, 0],
  ] as const) {
    it(`is ${name}`, () => {
      const lengthOf = (at: number) => lengths[at] ?? NaN;
      assert.equal(noteLine(change, lengths.length, lengthOf), line);
    });
  }
});
