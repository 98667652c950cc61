import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { EmbeddingUpdate } from '../../../../src/search/embeddingUpdate.ts';
import type { MissingText } from '../../../../src/search/embeddingUpdate.ts';
import { IndexStorage, indexLock } from '../../../../src/vscode/search/indexStorage.ts';
import { seededRandom } from '../../../server/random.ts';
import { testEntry, testIndex } from '../../../support/memoryIndexFiles.ts';
import { SimulatedClock } from '../../../support/simulatedClock.ts';

/** The texts of the workspace that all windows have open. */
const TEXTS = 700;

describe('windows that share an index', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codestral-windows-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** How often each text was sent, and which windows are open. */
  const paid = new Map<string, number>();
  const alive = new Set<number>();
  let nextPid = 1;

  /** A window with its own process ID, whose process dies after `requestsLeft` requests without releasing its lock. */
  function openWindow(requestsLeft: number) {
    const pid = (nextPid += 1);
    alive.add(pid);
    const owner = { id: `window ${pid}`, pid, isAlive: (each: number) => alive.has(each) };
    const index = testIndex(new IndexStorage(folder), { lock: indexLock(folder, owner) });
    const ended = new AbortController();
    let left = requestsLeft;
    const update = new EmbeddingUpdate({
      ...{ clock: new SimulatedClock(), index, changed: () => undefined },
      maySend: () => Promise.resolve(true),
      requester: {
        embed: (inputs) => {
          if (left === 0) {
            ended.abort();
            return Promise.reject(new ServiceError('aborted', 'mistral'));
          }
          left -= 1;
          for (const text of inputs) paid.set(text, (paid.get(text) ?? 0) + 1);
          return Promise.resolve(inputs.map((text) => testEntry(Number(text)).vector));
        },
        waitAfter: () => 0,
      },
    });
    return {
      index,
      run: async () => {
        await index.refresh();
        const result = await update.run(missing(index), ended.signal);
        alive.delete(pid);
        return result;
      },
    };
  }

  async function* missing(index: { has(hash: string): boolean }): AsyncGenerator<MissingText> {
    for (let at = 0; at < TEXTS; at += 1) {
      const { hash } = testEntry(at);
      if (!index.has(hash))
        yield await Promise.resolve({ uri: 'file:///a.ts', hash, text: String(at) });
    }
  }

  it('pay for each text once and never break it, whichever of them is closed', async () => {
    const random = seededRandom(3);
    for (let round = 0; round < 3; round += 1) {
      paid.clear();
      await rm(folder, { recursive: true, force: true });
      const results: string[] = [];
      // Three windows at a time; the last ones are not closed.
      while (!results.includes('done')) {
        const windows = Array.from({ length: 3 }, () =>
          openWindow(results.length > 9 ? Infinity : Math.floor(random() * 4)),
        );
        results.push(...(await Promise.all(windows.map(({ run }) => run()))));
      }
      const { index } = openWindow(0);
      assert.equal(await index.refresh(), 'usable');
      assert.equal(index.size, TEXTS);
      for (const at of [0, 99, TEXTS - 1]) {
        const { hash, vector } = testEntry(at);
        assert.ok(index.find(vector, 3).includes(hash));
      }
      assert.equal(paid.size, TEXTS);
      const twice = [...paid.values()].filter((times) => times > 1);
      assert.equal(twice.length, 0, `${twice.length} texts were sent twice`);
    }
  });
});
