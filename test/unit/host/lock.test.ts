import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withLock } from '../../host/lock.ts';
import { keptLog, temporaryFolder } from '../../support/temporaryFolder.ts';

const timing = { pollMs: 5, heartbeatMs: 10, deadAfterMs: 60_000 };
const impatient = { ...timing, deadAfterMs: 250 };
const host = hostname().replace(/[^\w.-]/g, '_');

describe('withLock', () => {
  const folder = temporaryFolder();
  const lock = (): string => join(folder(), 'a.lock');

  /** A lock held by another process. */
  async function heldBy(owner: string): Promise<void> {
    await mkdir(lock());
    await writeFile(join(lock(), owner), '');
  }

  it('returns the result of the task and leaves nothing', async () => {
    const { lines, log } = keptLog();
    const result = await withLock(lock(), 'testing', log, async () => existsSync(lock()), timing);
    assert.equal(result, true);
    assert.deepEqual(await readdir(folder()), []);
    assert.deepEqual(lines, []);
  });

  it('is free again after a failed task', async () => {
    const { log } = keptLog();
    const failing = withLock(lock(), 'testing', log, () => Promise.reject(new Error('no')), timing);
    await assert.rejects(failing, /no/);
    assert.equal(await withLock(lock(), 'testing', log, async () => 1, timing), 1);
  });

  it('admits one holder at a time, and each waiting one reports once', async () => {
    const { lines, log } = keptLog();
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await delay(20);
      inside--;
    };
    const all = Array.from({ length: 5 }, () => withLock(lock(), 'testing', log, task, timing));
    await Promise.all(all);
    assert.equal(most, 1);
    assert.deepEqual(lines, Array(4).fill('waiting: another process is testing'));
    assert.deepEqual(await readdir(folder()), []);
  });

  it('takes over the lock of an ended process at once', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    await heldBy(`${gone}@${host}@x`);
    const { lines, log } = keptLog();
    await withLock(lock(), 'testing', log, async () => undefined, timing);
    assert.deepEqual(lines, ['taking over testing from a process that is gone']);
    assert.deepEqual(await readdir(folder()), []);
  });

  it('admits only one of many that find a dead holder', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    await heldBy(`${gone}@${host}@x`);
    const { log } = keptLog();
    let inside = 0;
    const task = async (): Promise<void> => {
      assert.equal(++inside, 1);
      await delay(5);
      inside--;
    };
    const all = Array.from({ length: 8 }, () => withLock(lock(), 'testing', log, task, timing));
    await Promise.all(all);
  });

  it('treats an empty folder of an interrupted release as a free lock', async () => {
    await mkdir(lock());
    const { lines, log } = keptLog();
    await withLock(lock(), 'testing', log, async () => undefined, timing);
    assert.deepEqual(lines, []);
  });

  it('waits for a holder on another machine until its heartbeat stops', async () => {
    const owner = '1@elsewhere@x';
    await heldBy(owner);
    const beat = setInterval(() => {
      const now = new Date();
      utimes(join(lock(), owner), now, now).catch(() => undefined);
    }, 10);
    const { log } = keptLog();
    let entered = false;
    const waiting = withLock(lock(), 'testing', log, async () => (entered = true), impatient);
    await delay(2 * impatient.deadAfterMs);
    assert.equal(entered, false);
    clearInterval(beat);
    await waiting;
    assert.equal(entered, true);
  });

  it('updates its heartbeat while the task runs', async () => {
    const { log } = keptLog();
    let entered = false;
    const long = withLock(lock(), 'testing', log, () => delay(3 * impatient.deadAfterMs), timing);
    await delay(10);
    const second = withLock(lock(), 'testing', log, async () => (entered = true), impatient);
    await delay(2 * impatient.deadAfterMs);
    assert.equal(entered, false);
    await Promise.all([long, second]);
  });
});
