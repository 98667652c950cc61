import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StorageError } from '../../chat/archive/storageError.ts';
import type { StorageErrorKind } from '../../chat/archive/storageError.ts';
import type {
  AtomicFiles,
  Durability,
  FileContent,
  FileMetadata,
} from '../../chat/archive/atomicFiles.ts';
import { stagedName, temporaryName } from '../../chat/archive/archiveFileNames.ts';

/** Delays before each retry of a move, in milliseconds: about one second in total. */
const RETRY_DELAYS_MS = [10, 30, 80, 200, 300, 400];
/** Error codes of Windows while a virus scanner or an indexer reads a file. */
const TRANSIENT_CODES: readonly string[] = ['EPERM', 'EACCES', 'EBUSY'];

/** Number of files checked at the same time. */
const MAX_CONCURRENT_STATS = 64;

const KINDS: Readonly<Record<string, StorageErrorKind>> = {
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

/** Files in a local folder, as {@link AtomicFiles}. */
export class DiskFiles implements AtomicFiles {
  readonly #folder: string;
  readonly #rename: typeof rename;
  /** Shared by all instances, because the process ID is part of the temporary file names. */
  static #writes = 0;

  /** `move` renames files; tests inject failures. */
  constructor(folder: string, move: typeof rename = rename) {
    this.#folder = folder;
    this.#rename = move;
  }

  async read(name: string, maxBytes?: number): Promise<Uint8Array | undefined> {
    return unlessMissing(async () => {
      const path = this.#path(name);
      return maxBytes === undefined ? readFile(path) : readStart(path, maxBytes);
    });
  }

  async writeAtomic(
    name: string,
    content: FileContent,
    durability: Durability = 'machine',
    check?: () => Promise<void>,
  ): Promise<void> {
    const path = this.#path(name);
    const named = check ? stagedName : temporaryName;
    const temporary = this.#path(named(name, process.pid, ++DiskFiles.#writes));
    await withStorageError(async () => {
      await mkdir(dirname(path), { recursive: true });
      await mkdir(dirname(temporary), { recursive: true });
      try {
        await writeNew(temporary, content, durability);
        await check?.();
        await this.#moveOver(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }

  async createExclusive(name: string, text: string): Promise<boolean> {
    const path = this.#path(name);
    return withStorageError(async () => {
      await mkdir(dirname(path), { recursive: true });
      try {
        const file = await open(path, 'wx');
        try {
          await file.writeFile(text);
        } finally {
          await file.close();
        }
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    });
  }

  async move(from: string, to: string): Promise<boolean> {
    const path = this.#path(to);
    const isMoved = await unlessMissing(async () => {
      await stat(this.#path(from));
      await mkdir(dirname(path), { recursive: true });
      await this.#moveOver(this.#path(from), path);
      return true;
    });
    return isMoved ?? false;
  }

  async copy(from: string, to: string): Promise<boolean> {
    const [source, target] = [this.#path(from), this.#path(to)];
    const isCopied = await unlessMissing(async () => {
      await stat(source);
      await mkdir(dirname(target), { recursive: true });
      await rm(target, { force: true });
      // Files are replaced, never changed, so a hard link is as good as a copy if the disk supports it.
      await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
      return true;
    });
    return isCopied ?? false;
  }

  async names(folder: string): Promise<readonly string[]> {
    const entries = await unlessMissing(() => readdir(this.#path(folder), { withFileTypes: true }));
    return (entries ?? []).filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  async remove(name: string): Promise<void> {
    await withStorageError(() =>
      rm(this.#path(name), { force: true, maxRetries: RETRY_DELAYS_MS.length }),
    );
  }

  async list(folder: string): Promise<readonly FileMetadata[]> {
    const names = await this.names(folder);
    const facts: FileMetadata[] = [];
    // In groups: checking thousands of files at once would block other work.
    for (let from = 0; from < names.length; from += MAX_CONCURRENT_STATS) {
      const group = names.slice(from, from + MAX_CONCURRENT_STATS);
      const found = await Promise.all(group.map((name) => this.#facts(folder, name)));
      facts.push(...found.filter((fact) => fact !== undefined));
    }
    return facts;
  }

  /** Renames atomically, with retries. */
  async #moveOver(from: string, to: string): Promise<void> {
    for (const wait of RETRY_DELAYS_MS) {
      try {
        await this.#rename(from, to);
        return;
      } catch (error) {
        if (!TRANSIENT_CODES.includes(codeOf(error))) throw error;
        await delay(wait);
      }
    }
    await this.#rename(from, to);
  }

  #facts(folder: string, name: string): Promise<FileMetadata | undefined> {
    return unlessMissing(async () => {
      const { size, mtimeMs } = await stat(join(this.#path(folder), name));
      return { name, size, modifiedAt: mtimeMs };
    });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/**
 * Writes a new file. With durability `machine`, it is flushed to disk first, so that a power failure can't leave a renamed
 * file without its content.
 */
async function writeNew(path: string, content: FileContent, durability: Durability): Promise<void> {
  const file = await open(path, 'w');
  try {
    const isWhole = typeof content === 'string' || content instanceof Uint8Array;
    for await (const piece of isWhole ? [content] : content) await file.writeFile(piece);
    if (durability === 'machine') await file.sync();
  } finally {
    await file.close();
  }
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(task: () => Promise<T>): Promise<T | undefined> {
  return withStorageError(() =>
    task().catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

/** Converts errors to {@link StorageError}, without the system's message, which contains the path. */
export async function withStorageError<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const code = codeOf(error);
    throw new StorageError(KINDS[code] ?? 'failed', code);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
