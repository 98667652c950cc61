import assert from 'node:assert/strict';
import { countDown } from '../../../src/base/countdown.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('countDown', () => {
  it('shows each second until the time', () => {
    const clock = new FakeClock();
    const shown: number[] = [];
    countDown(clock, clock.now() + 2_500, (seconds) => shown.push(seconds));
    for (let step = 0; step < 30; step++) clock.advance(100);
    assert.deepEqual(shown, [3, 2, 1, 0]);
    assert.equal(clock.timers.size, 0);
  });

  it('shows 0 once for a time in the past', () => {
    const clock = new FakeClock();
    const shown: number[] = [];
    countDown(clock, clock.now() - 1_000, (seconds) => shown.push(seconds));
    assert.deepEqual(shown, [0]);
    assert.equal(clock.timers.size, 0);
  });

  it('ends early', () => {
    const clock = new FakeClock();
    const shown: number[] = [];
    const stop = countDown(clock, clock.now() + 60_000, (seconds) => shown.push(seconds));
    clock.advance(1_000);
    stop();
    clock.advance(60_000);
    assert.deepEqual(shown, [60, 59]);
    assert.equal(clock.timers.size, 0);
  });
});
