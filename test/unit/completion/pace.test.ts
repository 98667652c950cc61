import assert from 'node:assert/strict';
import { Pace } from '../../../src/completion/pace.ts';
import { FakeClock } from '../mistral/support.ts';
import { snapshotOf } from './support.ts';

/** A pace after some keys of a steady rhythm. */
function typing(gapMs: number): { pace: Pace; clock: FakeClock } {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  for (let key = 0; key < 20; key += 1) {
    clock.advance(gapMs);
    pace.key();
  }
  return { pace, clock };
}

const inWord = snapshotOf('const tot█');
const behindBlank = snapshotOf('const total = █');
const newLine = snapshotOf('a();\n  █');

describe('completion/pace', () => {
  it('does not wait for the first key after a rest, on a new line, or on an invoke', () => {
    const { pace, clock } = typing(100);
    assert.equal(pace.waitFor(newLine, null), 0);
    assert.equal(pace.waitFor({ ...inWord, trigger: 'invoke' }, 500), 0);
    clock.advance(5_000);
    pace.key();
    assert.equal(pace.waitFor(inWord, null), 0);
  });

  it('waits longer inside a word than behind a blank', () => {
    const { pace } = typing(100);
    assert.ok(pace.waitFor(inWord, null) > pace.waitFor(behindBlank, null));
    assert.ok(pace.waitFor(behindBlank, null) > 0);
  });

  it('waits longest behind a finished statement: Enter comes next', () => {
    const { pace } = typing(100);
    const finished = pace.waitFor(snapshotOf('a();█'), null);
    assert.ok(finished > pace.waitFor(inWord, null));
    assert.ok(pace.waitFor(snapshotOf('for (;█)'), null) < finished);
  });

  it('waits longer for a slow typist, within bounds', () => {
    const fast = typing(60).pace.waitFor(inWord, null);
    const slow = typing(200).pace.waitFor(inWord, null);
    assert.ok(slow > fast);
    assert.ok(typing(900).pace.waitFor(inWord, null) <= 300);
  });

  it('asks a slow service earlier', () => {
    const { pace } = typing(100);
    const before = pace.waitFor(inWord, null);
    for (let answer = 0; answer < 10; answer += 1) pace.answered(400);
    assert.ok(pace.waitFor(inWord, null) < before);
  });

  it('takes the user at their word', () => {
    const { pace } = typing(100);
    assert.equal(pace.waitFor(inWord, 0), 0);
    assert.equal(pace.waitFor(newLine, 700), 700);
  });

  it('does not wait after an accepted suggestion, once', () => {
    const { pace } = typing(100);
    pace.accepted();
    assert.equal(pace.waitFor(inWord, null), 0);
    assert.ok(pace.waitFor(inWord, null) > 0);
  });
});
