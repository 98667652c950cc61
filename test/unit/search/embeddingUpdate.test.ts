import assert from 'node:assert/strict';
import { EmbeddingUpdate } from '../../../src/search/embeddingUpdate.ts';
import type { MissingText, UpdateState } from '../../../src/search/embeddingUpdate.ts';
import { IndexWriteError } from '../../../src/search/vectors/indexFiles.ts';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { waitAfter } from '../../../src/mistral/limits/backOff.ts';
import { SimulatedClock } from '../../support/simulatedClock.ts';
import { MemoryIndexFiles, MemoryLock, testIndex } from '../../support/memoryIndexFiles.ts';

const textOf = (number: number): MissingText => ({
  hash: String(number).padStart(22, '0'),
  text: `function number${number}() {}`,
  uri: `file:///${number}.ts`,
});

async function* texts(count: number): AsyncGenerator<MissingText> {
  for (let at = 0; at < count; at += 1) yield await Promise.resolve(textOf(at));
}

/** An update of an index in memory, with a service that fails as scripted. */
function testUpdate(failures: readonly (FailureKind | undefined)[] = [], lock = new MemoryLock()) {
  const clock = new SimulatedClock();
  const requests: (readonly string[])[] = [];
  const states: UpdateState[] = [];
  const left = [...failures];
  const files = new MemoryIndexFiles();
  const index = testIndex(files, { lock: lock.for('this') });
  const controller = new AbortController();
  const excluded = new Set<string>();
  let onRequest = (): void => undefined;
  const update = new EmbeddingUpdate({
    ...{ clock, index, changed: (state) => states.push(state) },
    maySend: (uris) => Promise.resolve(!uris.some((uri) => excluded.has(uri))),
    requester: {
      embed: (inputs) => {
        requests.push(inputs);
        onRequest();
        const kind = left.shift();
        return kind === undefined
          ? Promise.resolve(inputs.map(() => new Int8Array(8)))
          : Promise.reject(new ServiceError(kind, 'mistral'));
      },
      waitAfter: ({ kind }, count) => waitAfter(kind, count, undefined),
    },
  });
  return {
    ...{ clock, requests, states, files, index, update, controller, excluded },
    run: (count: number) => update.run(texts(count), controller.signal),
    listen: (listener: () => void) => {
      onRequest = listener;
    },
  };
}

describe('EmbeddingUpdate', () => {
  it('sends nothing of a file that was excluded during a pause', async () => {
    const { run, requests, update, excluded, index } = testUpdate();
    update.pause();
    const result = run(8);
    await Promise.resolve();
    excluded.add('file:///5.ts');
    update.resume();
    assert.equal(await result, 'done');
    const sent = requests.flat();
    assert.equal(sent.length, 7);
    assert.ok(!sent.some((text) => text.includes('number5(')));
    assert.equal(index.size, 7);
  });

  it('adds all vectors in few requests', async () => {
    const { run, requests, index, states } = testUpdate();
    assert.equal(await run(300), 'done');
    assert.deepEqual(
      requests.map(({ length }) => length),
      [128, 128, 44],
    );
    assert.equal(index.size, 300);
    assert.deepEqual(states.at(-1), { kind: 'running', done: 300 });
  });

  it('requests nothing that is known', async () => {
    const { run, requests } = testUpdate();
    await run(10);
    await run(10);
    assert.equal(requests.length, 1);
  });

  it('waits out a rate limit of an hour', async () => {
    const { run, requests, index, states, clock } = testUpdate(
      Array.from({ length: 35 }, () => 'rateLimited' as const),
    );
    const result = run(5);
    await clock.advanceTo(clock.now() + 80 * 60_000);
    assert.equal(await result, 'done');
    assert.equal(index.size, 5);
    assert.ok(requests.length < 40, `${requests.length}`);
    const waits = states.filter(({ kind }) => kind === 'waiting');
    assert.equal(waits.length, 35);
  });

  it('pauses when the key is removed, and resumes with a new one', async () => {
    const { run, states, update, index } = testUpdate(['noKey', 'unauthorised']);
    const result = run(5);
    for (const kind of ['noKey', 'unauthorised']) {
      await new Promise((resolve) => setImmediate(resolve));
      const state = states.at(-1);
      assert.ok(state?.kind === 'paused' && state.error?.kind === kind, JSON.stringify(state));
      update.resume();
    }
    assert.equal(await result, 'done');
    assert.equal(index.size, 5);
  });

  it('stops between two requests while it is paused', async () => {
    const { run, update, requests, states, listen } = testUpdate();
    listen(() => {
      update.pause();
    });
    const result = run(300);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(requests.length, 1);
    assert.deepEqual(states.at(-1), { kind: 'paused', done: 128 });
    listen(() => undefined);
    update.resume();
    assert.equal(await result, 'done');
    assert.equal(requests.length, 3);
  });

  it('keeps what is done when it is stopped, and resumes from there', async () => {
    const { run, requests, listen, controller, update, index } = testUpdate();
    listen(() => {
      if (requests.length === 2) controller.abort();
    });
    assert.equal(await run(300), 'stopped');
    const done = index.size;
    assert.ok(done >= 128 && done < 300);
    listen(() => undefined);
    assert.equal(await update.run(texts(300), new AbortController().signal), 'done');
    assert.equal(index.size, 300);
    assert.equal(requests.slice(2).flat().length, 300 - done);
  });

  it('divides a request that is rejected, and leaves out a text that always is', async () => {
    const { run, requests, index } = testUpdate([
      'badRequest',
      undefined,
      'badRequest',
      'badRequest',
    ]);
    assert.equal(await run(4), 'done');
    assert.deepEqual(
      requests.map(({ length }) => length),
      [4, 2, 2, 1, 1],
    );
    assert.equal(index.size, 3);
  });

  for (const [name, kinds, error] of [
    ['answers that can’t be read', ['protocol', 'protocol', 'protocol'], 'protocol'],
    [
      'a server that rejects all texts',
      [...Array.from({ length: 7 }, () => 'badRequest' as const)],
      'badRequest',
    ],
  ] as const) {
    it(`pauses after ${name} instead of asking for ever`, async () => {
      const { run, requests, states, clock, controller } = testUpdate(kinds);
      const result = run(8);
      await clock.advanceTo(clock.now() + 60 * 60_000);
      const state = states.at(-1);
      assert.ok(state?.kind === 'paused' && state.error?.kind === error, JSON.stringify(state));
      assert.equal(requests.length, kinds.length);
      controller.abort();
      assert.equal(await result, 'stopped');
    });
  }

  it('sends nothing while another window writes the index', async () => {
    const lock = new MemoryLock();
    await lock.for('other').acquire();
    const { run, requests } = testUpdate([], lock);
    assert.equal(await run(4), 'locked');
    assert.deepEqual(requests, []);
  });

  for (const kind of ['full', 'readOnly', 'failed'] as const) {
    it(`pauses while the disk can’t be written (${kind}), and pays for nothing twice`, async () => {
      const { run, requests, states, update, files, index, clock } = testUpdate();
      files.fault = kind;
      const result = run(300);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        // Nothing is retried automatically.
        await clock.advanceTo(clock.now() + 60 * 60_000);
        const state = states.at(-1);
        assert.ok(state?.kind === 'paused' && state.error instanceof IndexWriteError);
        assert.deepEqual([state.error.kind, requests.length, files.faults], [kind, 1, attempt]);
        assert.equal(index.size, 128, 'found in this window');
        if (attempt < 3) update.resume();
      }
      files.fault = undefined;
      update.resume();
      assert.equal(await result, 'done');
      assert.equal(requests.flat().length, 300);
      const restarted = testIndex(files);
      await restarted.refresh();
      assert.equal(restarted.size, 300);
    });
  }

  it('can be stopped while the disk can’t be written', async () => {
    const { run, requests, states, files, controller, listen } = testUpdate();
    listen(() => {
      if (requests.length === 2) files.fault = 'full';
    });
    const result = run(300);
    const isPaused = () => states.at(-1)?.kind === 'paused';
    while (!isPaused()) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    assert.equal(await result, 'stopped');
    const restarted = testIndex(files);
    assert.equal(await restarted.refresh(), 'usable');
    assert.equal(restarted.size, 128);
  });

  it('sends nothing while the lock can’t be written', async () => {
    const lock = new MemoryLock();
    const { run, requests, states, update } = testUpdate([], lock);
    lock.fault = 'readOnly';
    const result = run(4);
    while (states.at(-1)?.kind !== 'paused') await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(requests, []);
    lock.fault = undefined;
    update.resume();
    assert.equal(await result, 'done');
  });
});
