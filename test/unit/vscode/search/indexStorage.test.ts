import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IndexStorage, indexLock } from '../../../../src/vscode/search/indexStorage.ts';
import { isProcessAlive } from '../../../../src/vscode/storage/isProcessAlive.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const own = { id: 'next', pid: process.pid, isAlive: isProcessAlive };

describe('IndexStorage', () => {
  const folder = temporaryFolder();

  it('writes, reads and ends a file, and replaces and removes it', async () => {
    const files = new IndexStorage(join(folder(), 'index'));
    assert.equal(await files.read('a', 0), undefined);
    await files.replace('a', new Uint8Array([1, 2, 3, 4]));
    await files.writeAt('a', 1, new Uint8Array([5, 6]));
    assert.deepEqual([...((await files.read('a', 0)) ?? [])], [1, 5, 6]);
    assert.deepEqual([...((await files.read('a', 1, 1)) ?? [])], [5]);
    await files.remove('a');
    assert.equal(await files.read('a', 0), undefined);
  });

  it('reports a disk that can’t be written as such', async () => {
    writeFileSync(join(folder(), 'taken'), 'a file');
    const files = new IndexStorage(join(folder(), 'taken'));
    const lock = indexLock(join(folder(), 'taken'), own);
    const fault = { name: 'IndexWriteError', kind: 'failed' };
    await assert.rejects(files.replace('a', new Uint8Array(1)), fault);
    await assert.rejects(files.writeAt('a', 0, new Uint8Array(1)), fault);
    await assert.rejects(lock.acquire(), fault);
    assert.equal(readFileSync(join(folder(), 'taken'), 'utf8'), 'a file');
  });
});

describe('indexLock', () => {
  const folder = temporaryFolder();

  it('is taken over once the process of the window that held it was killed', async () => {
    const window = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const exit = once(window, 'exit');
    try {
      await once(window, 'spawn');
      const pid = window.pid ?? 0;
      const killed = indexLock(folder(), { id: 'killed', pid, isAlive: isProcessAlive });
      assert.equal(await killed.acquire(), true);
      const next = indexLock(folder(), own);
      assert.equal(await next.acquire(), false);
      window.kill('SIGKILL');
      await exit;
      assert.equal(await next.acquire(), true);
      assert.equal(await killed.acquire(), false);
    } finally {
      window.kill('SIGKILL');
    }
  });

  it('is taken over by force if another program has the process ID of that window', async () => {
    const other = indexLock(folder(), { id: 'killed', pid: process.ppid, isAlive: isProcessAlive });
    await other.acquire();
    const next = indexLock(folder(), own);
    assert.equal(await next.acquire(), false);
    await next.force();
    assert.equal(await next.acquire(), true);
    assert.equal(await other.acquire(), false);
    await next.release();
    assert.equal(await other.acquire(), true);
  });
});
