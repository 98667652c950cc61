import assert from 'node:assert/strict';
import { MonotonicClock } from '../../../src/base/monotonicClock.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('MonotonicClock', () => {
  it('never goes back', () => {
    const wall = new FakeClock();
    const clock = new MonotonicClock(wall);
    const start = clock.now();
    wall.advance(10);
    wall.jump(-1_000);
    assert.equal(clock.now(), start);
    wall.advance(5);
    assert.equal(clock.now(), start + 5);
    wall.jump(3_600_000);
    assert.equal(clock.now(), start + 3_600_005);
  });

  it('converts a time to the wall clock as it is set now', () => {
    const wall = new FakeClock();
    const clock = new MonotonicClock(wall);
    const until = clock.now() + 500;
    wall.jump(-1_000);
    assert.equal(clock.toWallClock(until), wall.now() + 500);
  });
});
