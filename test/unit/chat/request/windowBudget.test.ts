import assert from 'node:assert/strict';
import fc from 'fast-check';
import { divideWindow, shareRoom } from '../../../../src/chat/request/windowBudget.ts';
import type { RoomClaim } from '../../../../src/chat/request/windowBudget.ts';

const claim = (kind: RoomClaim['kind'], tokens: number): RoomClaim => ({ kind, tokens });

describe('divideWindow and shareRoom', () => {
  for (const [window, maxTokens, forPrompt, asked] of [
    [128_000, undefined, 120_000, undefined],
    [8_000, undefined, 6_000, undefined],
    [128_000, 1_000, 127_000, 1_000],
    [8_000, 100_000, 4_000, 4_000],
    [undefined, undefined, 24_000, undefined],
  ] as const) {
    it(`divide a window of ${window ?? 'unknown size'} with an answer limit of ${maxTokens ?? 'none'}`, () => {
      assert.deepEqual(divideWindow(window, maxTokens), { forPrompt, maxTokens: asked });
    });
  }

  it('reserve no more for the answer than the model supports', () => {
    assert.deepEqual(divideWindow(1_000_000, undefined, 4_000), {
      forPrompt: 996_000,
      maxTokens: undefined,
    });
    assert.deepEqual(divideWindow(1_000_000, 300_000, 262_144), {
      forPrompt: 737_856,
      maxTokens: 262_144,
    });
  });

  for (const [title, claims, room, shares] of [
    ['gives all where there is enough', [claim('file', 10), claim('diff', 20)], 30, [10, 20]],
    ['gives alike where all want more', [claim('file', 90), claim('diff', 80)], 100, [50, 50]],
    ['gives on what small ones leave', [claim('file', 90), claim('file', 10)], 60, [50, 10]],
    [
      'gives a selection what others leave, first',
      [claim('file', 90), claim('selection', 70), claim('file', 10)],
      90,
      [30, 50, 10],
    ],
    [
      'lets a long selection leave others their equal share',
      [claim('selection', 900), claim('file', 900)],
      100,
      [50, 50],
    ],
    ['gives nothing where there is nothing', [claim('file', 9)], 0, [0]],
    ['has no share to give', [], 100, []],
  ] as const) {
    it(title, () => {
      assert.deepEqual(shareRoom(claims, room), shares);
    });
  }

  it('never exceed the budget or the demand, and give at least an equal share', () => {
    const kind = fc.constantFrom<RoomClaim['kind']>('file', 'selection', 'folder', 'problems');
    const claims = fc.array(fc.record({ kind, tokens: fc.nat(1_000) }), { maxLength: 9 });
    fc.assert(
      fc.property(claims, fc.nat(3_000), (wanted, room) => {
        const given = shareRoom(wanted, room);
        assert.ok(given.reduce((sum, tokens) => sum + tokens, 0) <= room);
        const equal = Math.floor(room / wanted.length);
        for (const [at, { tokens }] of wanted.entries()) {
          assert.ok(given[at]! <= tokens && given[at]! >= Math.min(tokens, equal));
        }
      }),
    );
  });
});
