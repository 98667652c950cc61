import assert from 'node:assert/strict';
import { AdaptiveDebounce } from '../../../../src/completion/timing/adaptiveDebounce.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { snapshotOf } from '../../../support/testEngine.ts';

/** A debounce after some keystrokes in a steady rhythm. */
function typing(gapMs: number): { pace: AdaptiveDebounce; clock: FakeClock } {
  const clock = new FakeClock();
  const pace = new AdaptiveDebounce(clock);
  for (let key = 0; key < 20; key += 1) {
    clock.advance(gapMs);
    pace.onKey();
  }
  return { pace, clock };
}

const inWord = snapshotOf('const tot█');
const behindBlank = snapshotOf('const total = █');
const newLine = snapshotOf('a();\n  █');

describe('AdaptiveDebounce', () => {
  it('does not wait at the first keystroke after a pause, on a new line, or on invoke', () => {
    const { pace, clock } = typing(100);
    assert.equal(pace.delayFor(newLine, null), 0);
    assert.equal(pace.delayFor({ ...inWord, trigger: 'invoke' }, 500), 0);
    clock.advance(5_000);
    pace.onKey();
    assert.equal(pace.delayFor(inWord, null), 0);
  });

  it('waits longer inside a word than after a space', () => {
    const { pace } = typing(100);
    assert.ok(pace.delayFor(inWord, null) > pace.delayFor(behindBlank, null));
    assert.ok(pace.delayFor(behindBlank, null) > 0);
  });

  it('waits longest after a complete statement, where Enter follows', () => {
    const { pace } = typing(100);
    const finished = pace.delayFor(snapshotOf('a();█'), null);
    assert.ok(finished > pace.delayFor(inWord, null));
    assert.ok(pace.delayFor(snapshotOf('for (;█)'), null) < finished);
  });

  it('waits longer for a slow typist, within bounds', () => {
    const fast = typing(60).pace.delayFor(inWord, null);
    const slow = typing(200).pace.delayFor(inWord, null);
    assert.ok(slow > fast);
    assert.ok(typing(900).pace.delayFor(inWord, null) <= 300);
  });

  it('waits less for a slow service', () => {
    const { pace } = typing(100);
    const before = pace.delayFor(inWord, null);
    for (let answer = 0; answer < 10; answer += 1) pace.onFirstText(400);
    assert.ok(pace.delayFor(inWord, null) < before);
  });

  it('does not wait to replace what the user contradicted, if there is room for another request', () => {
    const { pace } = typing(100);
    pace.onContradicted();
    assert.ok(pace.delayFor(inWord, null, false) > 0);
    assert.equal(pace.delayFor(inWord, null, true), 0);
    assert.equal(pace.delayFor(inWord, 200, true), 200);
    pace.onSent();
    assert.ok(pace.delayFor(inWord, null, true) > 0);
  });

  it('uses the delay that the user set', () => {
    const { pace } = typing(100);
    assert.equal(pace.delayFor(inWord, 0), 0);
    assert.equal(pace.delayFor(newLine, 700), 700);
  });

  it('does not wait once after an accepted suggestion', () => {
    const { pace } = typing(100);
    pace.onAccept();
    assert.equal(pace.delayFor(inWord, null), 0);
    assert.ok(pace.delayFor(inWord, null) > 0);
  });
});
