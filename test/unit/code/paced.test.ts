import assert from 'node:assert/strict';
import { Paced } from '../../../src/code/paced.ts';

describe('code/paced', () => {
  let runs: number;
  let timers: { readonly run: () => void; readonly ms: number }[];
  let paced: Paced;

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
    paced = new Paced(clock, () => {
      runs++;
      return 80;
    });
  });

  function rest(): void {
    const due = timers;
    timers = [];
    for (const { run, ms } of due) {
      assert.equal(ms, 80);
      run();
    }
  }

  it('runs at once, and once more after the rest, however often it is wanted', () => {
    paced.want();
    assert.equal(runs, 1);
    for (let count = 0; count < 100; count++) paced.want();
    assert.equal(runs, 1);
    assert.equal(timers.length, 1);
    rest();
    assert.equal(runs, 2);
    rest();
    assert.equal(runs, 2);
    assert.equal(timers.length, 0, 'nothing keeps running');
  });

  it('rests after each run', () => {
    paced.want();
    paced.want();
    rest();
    paced.want();
    assert.equal(runs, 2);
    rest();
    assert.equal(runs, 3);
  });

  it('forgets what was wanted when it is stopped', () => {
    paced.want();
    paced.want();
    paced.stop();
    assert.equal(timers.length, 0);
    assert.equal(runs, 1);
    paced.want();
    assert.equal(runs, 2);
  });
});
