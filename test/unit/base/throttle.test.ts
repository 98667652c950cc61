import assert from 'node:assert/strict';
import { Throttle } from '../../../src/base/throttle.ts';

describe('Throttle', () => {
  let runs: number;
  let timers: { readonly run: () => void; readonly ms: number }[];
  let throttle: Throttle;

  beforeEach(() => {
    runs = 0;
    timers = [];
    const clock = {
      now: () => 0,
      setTimeout: (run: () => void, ms: number) => {
        const timer = { run, ms };
        timers.push(timer);
        return () => void (timers = timers.filter((other) => other !== timer));
      },
    };
    throttle = new Throttle(clock, () => {
      runs++;
      return 80;
    });
  });

  function endPause(): void {
    const due = timers;
    timers = [];
    for (const { run, ms } of due) {
      assert.equal(ms, 80);
      run();
    }
  }

  it('runs at once, and once more after the pause, however many requests came', () => {
    throttle.request();
    assert.equal(runs, 1);
    for (let count = 0; count < 100; count++) throttle.request();
    assert.equal(runs, 1);
    assert.equal(timers.length, 1);
    endPause();
    assert.equal(runs, 2);
    endPause();
    assert.equal(runs, 2);
    assert.equal(timers.length, 0, 'no timer is left');
  });

  it('pauses after each run', () => {
    throttle.request();
    throttle.request();
    endPause();
    throttle.request();
    assert.equal(runs, 2);
    endPause();
    assert.equal(runs, 3);
  });

  it('stop drops the waiting request', () => {
    throttle.request();
    throttle.request();
    throttle.stop();
    assert.equal(timers.length, 0);
    assert.equal(runs, 1);
    throttle.request();
    assert.equal(runs, 2);
  });
});
