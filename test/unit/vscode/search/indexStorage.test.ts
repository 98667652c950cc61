import assert from 'node:assert/strict';
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
    const fault = { name: 'DiskFault', kind: 'failed' };
    await assert.rejects(files.replace('a', new Uint8Array(1)), fault);
    await assert.rejects(files.writeAt('a', 0, new Uint8Array(1)), fault);
    await assert.rejects(lock.acquire(), fault);
    assert.equal(readFileSync(join(folder(), 'taken'), 'utf8'), 'a file');
  });
});
