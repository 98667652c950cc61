import assert from 'node:assert/strict';
import { RunOnceScheduler } from '../../../src/base/runOnceScheduler.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('RunOnceScheduler', () => {
  let clock: FakeClock;
  let runs: number;
  let scheduler: RunOnceScheduler;

  beforeEach(() => {
    clock = new FakeClock();
    runs = 0;
    scheduler = new RunOnceScheduler(clock, () => {
      runs += 1;
    });
  });

  it('schedule restarts the wait', () => {
    scheduler.schedule(50);
    clock.advance(40);
    scheduler.schedule(50);
    clock.advance(40);
    assert.deepEqual([runs, scheduler.isScheduled], [0, true]);
    clock.advance(10);
    assert.deepEqual([runs, scheduler.isScheduled], [1, false]);
  });

  it('scheduleOnce keeps a pending call', () => {
    scheduler.scheduleOnce(50);
    clock.advance(40);
    scheduler.scheduleOnce(50);
    clock.advance(10);
    assert.deepEqual([runs, clock.timers.size], [1, 0]);
  });

  it('can be scheduled from its own call', () => {
    const repeated = new RunOnceScheduler(clock, () => {
      runs += 1;
      if (runs < 3) repeated.scheduleOnce(10);
    });
    repeated.schedule(10);
    for (let step = 0; step < 5; step += 1) clock.advance(10);
    assert.equal(runs, 3);
  });

  it('cancel drops the pending call and its timer', () => {
    scheduler.schedule(50);
    scheduler.cancel();
    scheduler.cancel();
    assert.deepEqual([scheduler.isScheduled, clock.timers.size], [false, 0]);
    clock.advance(100);
    assert.equal(runs, 0);
  });
});
