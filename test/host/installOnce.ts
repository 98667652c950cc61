import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from './log.ts';
import { withLock } from './lock.ts';

/** Something that is installed once into a folder and then shared. */
export interface Installation {
  /** The folder; it exists exactly when the installation is complete. */
  readonly target: string;
  /** For the log: `VS Code 1.139`. */
  readonly title: string;
  /** Fills an empty folder, which is moved to `target` afterwards. */
  readonly install: (folder: string) => Promise<void>;
}

/**
 * Installs what is missing and resolves to its folder. One process installs while others
 * wait. All work happens in a sibling folder that is renamed at the end, so that an
 * interrupted installation never counts as complete. A failed installation is retried once
 * in a new folder; the second error is thrown.
 */
export async function installOnce(installation: Installation, log: Log): Promise<string> {
  const { target, title } = installation;
  if (existsSync(target)) return target;
  return withLock(`${target}.lock`, `installing ${title}`, log, async () => {
    if (existsSync(target)) return target;
    await removeLeftovers(target);
    try {
      await installInto(installation);
    } catch (error) {
      log(`installing ${title} failed, trying once more: ${String(error)}`);
      await installInto(installation);
    }
    return target;
  });
}

async function installInto({ target, install }: Installation): Promise<void> {
  const folder = `${target}.part-${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  try {
    await install(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Removes leftovers of killed installations. Their processes may still be writing, so errors are ignored. */
async function removeLeftovers(target: string): Promise<void> {
  const parent = dirname(target);
  const leftovers = (await readdir(parent)).filter((name) =>
    name.startsWith(`${basename(target)}.part-`),
  );
  for (const name of leftovers) {
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
