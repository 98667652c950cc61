import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { SerialQueue } from '../../../src/base/serialQueue.ts';

describe('SerialQueue', () => {
  it('runs tasks of a key one after another, in the order of the calls', async () => {
    const queue = new SerialQueue();
    const order: string[] = [];
    const task = (name: string) => async () => {
      order.push(`${name} starts`);
      await setImmediate();
      order.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([queue.run(task('1')), queue.run(task('2'))]);
    assert.deepEqual(results, ['1', '2']);
    assert.deepEqual(order, ['1 starts', '1 ends', '2 starts', '2 ends']);
  });

  it('does not let one key wait for another', async () => {
    const queue = new SerialQueue();
    void queue.run(() => new Promise<void>(() => undefined), 'a');
    assert.equal(await queue.run(() => Promise.resolve(1), 'b'), 1);
  });

  it('continues after a task that fails', async () => {
    const queue = new SerialQueue();
    const failed = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve(1));
    await assert.rejects(failed, /no/);
    assert.equal(await next, 1);
  });
});
