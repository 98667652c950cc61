import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { once, raceAbort, withTimeout } from '../../../src/base/async.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const never = new Promise<number>(() => undefined);

/** A pending promise that the test can reject. */
function withReject(): { promise: Promise<number>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<number>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

describe('once', () => {
  it('shares one call between concurrent and later callers', async () => {
    let calls = 0;
    const get = once(() => Promise.resolve(++calls));
    assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
    assert.equal(await get(), 1);
  });

  it('retries after a rejection', async () => {
    let calls = 0;
    const get = once(() => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('no')) : Promise.resolve(calls);
    });
    await assert.rejects(get(), /no/);
    assert.equal(await get(), 2);
  });
});

describe('withTimeout', () => {
  it('resolves with the value and clears its timer', async () => {
    const clock = new FakeClock();
    assert.equal(await withTimeout(Promise.resolve(1), 50, clock), 1);
    assert.equal(clock.timers.size, 0);
  });

  it('resolves with undefined once the time is over', async () => {
    const clock = new FakeClock();
    const result = withTimeout(never, 50, clock);
    clock.advance(50);
    assert.equal(await result, undefined);
    assert.equal(clock.timers.size, 0);
  });

  it('rejects as the promise does', async () => {
    const clock = new FakeClock();
    const rejected: Promise<number> = Promise.reject(new Error('no'));
    await assert.rejects(withTimeout(rejected, 50, clock), /no/);
    assert.equal(clock.timers.size, 0);
  });

  it('ignores a rejection after the timeout', async () => {
    const clock = new FakeClock();
    const { promise, reject } = withReject();
    const result = withTimeout(promise, 50, clock);
    clock.advance(50);
    assert.equal(await result, undefined);
    reject(new Error('late'));
  });
});

describe('raceAbort', () => {
  it('resolves with the value and removes its listener', async () => {
    const { signal } = new AbortController();
    assert.equal(await raceAbort(Promise.resolve(1), signal), 1);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('resolves with undefined on abort', async () => {
    const controller = new AbortController();
    const result = raceAbort(never, controller.signal);
    controller.abort();
    assert.equal(await result, undefined);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('lets an earlier abort win, and ignores a rejection after it', async () => {
    const { promise, reject } = withReject();
    assert.equal(await raceAbort(Promise.resolve(1), AbortSignal.abort()), undefined);
    assert.equal(await raceAbort(promise, AbortSignal.abort()), undefined);
    reject(new Error('late'));
  });

  it('rejects as the promise does', async () => {
    const { signal } = new AbortController();
    const rejected: Promise<number> = Promise.reject(new Error('no'));
    await assert.rejects(raceAbort(rejected, signal), /no/);
  });
});
