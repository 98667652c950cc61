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

/** How patient a lock is; the defaults suit installations that take minutes. */
export interface LockTiming {
  /** How often a waiting process looks, in ms. */
  readonly pollMs: number;
  /** How often the holder shows that it lives, in ms. */
  readonly heartbeatMs: number;
  /** A holder that shows no life for this long while we watch is taken for dead, in ms. */
  readonly patienceMs: number;
}

const defaultTiming: LockTiming = { pollMs: 250, heartbeatMs: 2000, patienceMs: 20_000 };

/**
 * Runs `task` while this process alone holds the lock at `path`, a folder with one file that names
 * its holder. A holder that died (its process is gone, or it shows no life any more) loses the lock.
 *
 * The folder is made elsewhere and renamed into place, so it never exists without its holder's
 * name; and because the name is part of the path that is removed, taking a dead holder's lock away
 * cannot hit a lock that somebody else has just taken.
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
    // The empty folder that stays gives way to the next holder.
    rmSync(join(path, owner), { force: true });
  });
  const heartbeat = setInterval(() => {
    const now = new Date();
    // Failing means that the lock was taken from us; the task's last step has to stand that anyway.
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
    const watch = new HolderWatch(path, timing.patienceMs);
    let told = false;
    while (!(await moveIntoPlace(prepared, path))) {
      const dead = await watch.deadHolder();
      if (dead !== undefined) {
        if (dead !== '') log(`taking over ${what} from a process that is gone`);
        await release(path, dead);
        continue;
      }
      if (!told) log(`waiting: another process is ${what}`);
      told = true;
      await delay(timing.pollMs);
    }
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    throw error;
  }
}

/** False when somebody holds the lock. An empty folder, left by a release that was cut short, gives way. */
async function moveIntoPlace(prepared: string, path: string): Promise<boolean> {
  try {
    await rename(prepared, path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** Safe for any `owner` and at any time: it removes nothing that another holder owns. */
async function release(path: string, owner: string): Promise<void> {
  if (owner !== '') await unlink(join(path, owner)).catch(() => undefined);
  await rmdir(path).catch(() => undefined);
}

/** Judges the holder of a lock by its process and, as a number may be reused, by its heartbeat. */
class HolderWatch {
  private seen = '';
  private seenAt = performance.now();

  constructor(
    private readonly path: string,
    private readonly patienceMs: number,
  ) {}

  /** The dead holder's name, '' for a folder without holder, undefined while the holder lives. */
  async deadHolder(): Promise<string | undefined> {
    const [holder] = await readdir(this.path).catch(() => []);
    if (holder === undefined) return '';
    const [pid, host] = holder.split('@');
    const here = host === hostname().replace(/[^\w.-]/g, '_');
    if (here && !isAlive(Number(pid))) return holder;
    const beat = await stat(join(this.path, holder)).catch(() => undefined);
    const sign = `${holder} ${beat?.mtimeMs ?? 'gone'}`;
    if (sign !== this.seen) {
      this.seen = sign;
      this.seenAt = performance.now();
    }
    // Measured by our own watching: after a suspended machine wakes up, old times mean nothing.
    return performance.now() - this.seenAt > this.patienceMs ? holder : undefined;
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
