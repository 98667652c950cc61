import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { TimeSlice, yieldWithPauses } from '../../../src/base/yielding.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('TimeSlice', () => {
  const pausesIn = async (stepMs: number, steps: number): Promise<number> => {
    const clock = new FakeClock();
    let pauses = 0;
    const slice = new TimeSlice(clock, () => {
      pauses += 1;
      return Promise.resolve();
    });
    for (let step = 0; step < steps; step += 1) {
      clock.advance(stepMs);
      await slice.yieldIfDue();
    }
    return pauses;
  };

  it('pauses once per used-up slice', async () => {
    assert.equal(await pausesIn(1, 7), 0);
    assert.equal(await pausesIn(1, 8), 1);
    assert.equal(await pausesIn(1, 80), 10);
    assert.equal(await pausesIn(100, 3), 3);
  });

  it('pauses when the clock is set back', async () => {
    assert.equal(await pausesIn(-1_000, 2), 2);
  });
});

describe('yieldWithPauses', () => {
  async function read(count: number, stopAt?: number): Promise<number[]> {
    const clock = new FakeClock();
    const controller = new AbortController();
    const items: number[] = [];
    const reading = (async () => {
      const all = Array.from({ length: count }, (_, index) => index);
      for await (const item of yieldWithPauses(all, clock, controller.signal)) {
        items.push(item);
        if (item === stopAt) controller.abort();
        clock.advance(5);
      }
      return 'done';
    })();
    // Each pause is a timer that the test runs.
    while ((await Promise.race([reading, setImmediate()])) !== 'done') clock.advance(1);
    assert.equal(clock.timers.size, 0);
    return items;
  }

  it('yields all items, across pauses', async () => {
    assert.deepEqual(await read(10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('ends when the signal is aborted', async () => {
    assert.deepEqual(await read(10, 3), [0, 1, 2, 3]);
  });

  it('has paused in between', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const items = yieldWithPauses(['a', 'b'], clock, signal);
    await items.next();
    clock.advance(100);
    const second = items.next();
    await setImmediate();
    assert.equal(clock.timers.size, 1);
    clock.advance(1);
    assert.deepEqual(await second, { done: false, value: 'b' });
  });
});
