import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FileLocks } from '../../chat/archive/fileLocks.ts';
import type { LockOwner } from '../../chat/archive/fileLocks.ts';
import { StorageError } from '../../chat/archive/storageError.ts';
import { IndexWriteError } from '../../search/vectors/indexFiles.ts';
import type { IndexFiles, WriterLock } from '../../search/vectors/indexFiles.ts';
import { DiskFiles, withStorageError } from '../storage/diskFiles.ts';

/** The name of the lock that decides which window writes. */
const LOCK = 'index';

/** The folder of an index on disk. */
export class IndexStorage implements IndexFiles {
  readonly #folder: string;
  readonly #files: DiskFiles;

  constructor(folder: string) {
    this.#folder = folder;
    this.#files = new DiskFiles(folder);
  }

  async read(name: string, from: number, length?: number): Promise<Uint8Array | undefined> {
    let file;
    try {
      file = await open(join(this.#folder, name), 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.max(0, Math.min(length ?? Infinity, size - from)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    return withIndexWriteError(() => this.#writeAt(name, offset, bytes));
  }

  replace(name: string, bytes: Uint8Array): Promise<void> {
    return withIndexWriteError(() => this.#files.writeAtomic(name, bytes, 'process'));
  }

  remove(name: string): Promise<void> {
    return withIndexWriteError(() => this.#files.remove(name));
  }

  async #writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const file = await open(join(this.#folder, name), 'r+');
    try {
      // What an interrupted write has left must not follow these bytes.
      await file.truncate(offset);
      // On a full disk, a write may succeed only partly, without an error.
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, at, bytes.length - at, offset + at);
        if (bytesWritten === 0) throw new StorageError('full');
        at += bytesWritten;
      }
    } finally {
      await file.close();
    }
  }
}

/** The lock of an index on disk. A window takes it over if the process of the one that holds it has ended. */
export function indexLock(folder: string, owner: LockOwner): WriterLock {
  const locks = new FileLocks(new DiskFiles(folder), owner);
  return {
    acquire: () => withIndexWriteError(() => locks.acquire(LOCK)),
    force: () => withIndexWriteError(() => locks.force(LOCK)),
    release: () => withIndexWriteError(() => locks.release(LOCK)),
  };
}

/** Converts errors to {@link IndexWriteError}. */
async function withIndexWriteError<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await withStorageError(task);
  } catch (cause) {
    const kind = cause instanceof StorageError ? cause.kind : 'failed';
    throw new IndexWriteError(kind === 'taken' ? 'failed' : kind, { cause });
  }
}
