import assert from 'node:assert/strict';
import { endAnswer } from '../../../src/completion/ending/ending.ts';
import { firstPortion } from '../../../src/completion/portion.ts';
import { snapshotOf } from './support.ts';

const state = snapshotOf('function f() {\n  █\n}');

function portionOf(answer: string, most: number, isComplete = true) {
  return firstPortion(endAnswer(answer, isComplete, state, 'block'), state, most);
}

describe('completion/portion', () => {
  for (const [name, answer, most, shown] of [
    ['a short answer is whole', 'a();\n  b();', 2, 'a();\n  b();'],
    ['a long one comes in portions', 'a();\n  b();\n  c();', 2, 'a();\n  b();'],
    ['blank lines do not count', 'a();\n\n  b();\n  c();', 2, 'a();\n\n  b();'],
    ['a call is not torn', 'a(\n    1,\n    2,\n  );\n  b();', 1, 'a(\n    1,\n    2,\n  );'],
    ['a block is', 'if (a) {\n    b();\n    c();\n  }', 2, 'if (a) {\n    b();'],
    ['without a limit it is whole', 'a();\n  b();\n  c();', Infinity, 'a();\n  b();\n  c();'],
  ] as const) {
    it(name, () => {
      assert.equal(portionOf(answer, most).text, shown);
    });
  }

  it('is decided by complete lines, before the answer is', () => {
    assert.equal(portionOf('a();\n  b();\n  c', 2, false).isDecided, false);
    const decided = portionOf('a();\n  b();\n  c();\n', 2, false);
    assert.deepEqual(decided, { text: 'a();\n  b();', isDecided: true, rule: 'portion' });
  });
});
