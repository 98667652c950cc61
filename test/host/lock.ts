import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  mkdir,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './log.ts';
import { atExit } from './processes.ts';

/** Intervals and timeout of a lock; the defaults suit installations that take minutes. */
export interface LockTiming {
  /** Polling interval of a waiting process, in ms. */
  readonly pollMs: number;
  /** Heartbeat interval of the holder, in ms. */
  readonly heartbeatMs: number;
  /** A holder without a heartbeat for this long while watched counts as dead, in ms. */
  readonly deadAfterMs: number;
}

const defaultTiming: LockTiming = { pollMs: 250, heartbeatMs: 2000, deadAfterMs: 20_000 };

/**
 * Runs `task` while this process alone holds the lock at `path`, a folder with one file that names
 * its holder. A dead holder (its process has ended or its heartbeat stopped) loses the lock.
 *
 * The folder is created elsewhere and renamed into place, so it never exists without its holder's
 * name; and since the name is part of the removed path, removing a dead holder's lock
 * cannot remove a lock that another process has just acquired.
 */
export async function withLock<T>(
  path: string,
  what: string,
  log: Log,
  task: () => Promise<T>,
  timing: LockTiming = defaultTiming,
): Promise<T> {
  const owner = `${process.pid}@${hostname().replace(/[^\w.-]/g, '_')}@${randomUUID()}`;
  await acquire(path, owner, what, log, timing);
  const forget = atExit(() => {
    // The next holder replaces the empty folder that remains.
    rmSync(join(path, owner), { force: true });
  });
  const heartbeat = setInterval(() => {
    const now = new Date();
    // An error means that the lock was lost, which the last step of the task must tolerate anyway.
    utimes(join(path, owner), now, now).catch(() => undefined);
  }, timing.heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    forget();
    await release(path, owner);
  }
}

async function acquire(
  path: string,
  owner: string,
  what: string,
  log: Log,
  timing: LockTiming,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const prepared = `${path}.${owner}`;
  await mkdir(prepared);
  try {
    await writeFile(join(prepared, owner), '');
    const watch = new HolderWatch(path, timing.deadAfterMs);
    let reported = false;
    while (!(await moveIntoPlace(prepared, path))) {
      const dead = await watch.deadHolder();
      if (dead !== undefined) {
        if (dead !== '') log(`taking over ${what} from a process that is gone`);
        await release(path, dead);
        continue;
      }
      if (!reported) log(`waiting: another process is ${what}`);
      reported = true;
      await delay(timing.pollMs);
    }
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    throw error;
  }
}

/** Resolves to false if the lock is held. An empty folder of an interrupted release is replaced. */
async function moveIntoPlace(prepared: string, path: string): Promise<boolean> {
  try {
    await rename(prepared, path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Safe for any `owner` at any time: it removes nothing of another holder. */
async function release(path: string, owner: string): Promise<void> {
  if (owner !== '') await unlink(join(path, owner)).catch(() => undefined);
  await rmdir(path).catch(() => undefined);
}

/** Detects a dead holder by its process and, since process IDs are reused, by its heartbeat. */
class HolderWatch {
  private seen = '';
  private seenAt = performance.now();

  constructor(
    private readonly path: string,
    private readonly deadAfterMs: number,
  ) {}

  /** The name of the dead holder, '' for a folder without a holder, undefined while the holder is alive. */
  async deadHolder(): Promise<string | undefined> {
    const [owner] = await readdir(this.path).catch(() => []);
    if (owner === undefined) return '';
    const [pid, host] = owner.split('@');
    const here = host === hostname().replace(/[^\w.-]/g, '_');
    if (here && !isAlive(Number(pid))) return owner;
    const beat = await stat(join(this.path, owner)).catch(() => undefined);
    const sign = `${owner} ${beat?.mtimeMs ?? 'gone'}`;
    if (sign !== this.seen) {
      this.seen = sign;
      this.seenAt = performance.now();
    }
    // Measured by this process: timestamps are meaningless after the machine was suspended.
    return performance.now() - this.seenAt > this.deadAfterMs ? owner : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
