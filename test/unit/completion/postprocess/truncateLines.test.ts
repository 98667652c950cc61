import assert from 'node:assert/strict';
import { applyStopRules } from '../../../../src/completion/postprocess/stop/applyStopRules.ts';
import { truncateToLines } from '../../../../src/completion/postprocess/truncateLines.ts';
import { snapshotOf } from '../../../support/testEngine.ts';

const state = snapshotOf('function f() {\n  █\n}');

function portionOf(answer: string, most: number, isComplete = true) {
  return truncateToLines(applyStopRules(answer, isComplete, state, 'block'), state, most);
}

describe('truncateToLines', () => {
  for (const [name, answer, most, shown] of [
    ['nothing of a short answer', 'a();\n  b();', 2, 'a();\n  b();'],
    ['a long answer in portions', 'a();\n  b();\n  c();', 2, 'a();\n  b();'],
    ['blank lines, which do not count', 'a();\n\n  b();\n  c();', 2, 'a();\n\n  b();'],
    [
      'a call over several lines, which is kept whole',
      'a(\n    1,\n    2,\n  );\n  b();',
      1,
      'a(\n    1,\n    2,\n  );',
    ],
    ['a block, which may be split', 'if (a) {\n    b();\n    c();\n  }', 2, 'if (a) {\n    b();'],
    ['nothing without a limit', 'a();\n  b();\n  c();', Infinity, 'a();\n  b();\n  c();'],
  ] as const) {
    it(`truncates: ${name}`, () => {
      assert.equal(portionOf(answer, most).text, shown);
    });
  }

  it('depends only on complete lines, before the answer ends', () => {
    assert.equal(portionOf('a();\n  b();\n  c', 2, false).isDecided, false);
    const decided = portionOf('a();\n  b();\n  c();\n', 2, false);
    assert.deepEqual(decided, { text: 'a();\n  b();', isDecided: true, rule: 'line limit' });
  });
});
