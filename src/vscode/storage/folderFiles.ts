import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ArchiveFault } from '../../chat/archive/fault.ts';
import type { FaultKind } from '../../chat/archive/fault.ts';
import type { ArchiveFiles, Durability, FileContent, FileFacts } from '../../chat/archive/files.ts';
import { temporaryName } from '../../chat/archive/names.ts';

/** How long to wait before each further try to move a file, in milliseconds: about a second in all. */
const PATIENCE = [10, 30, 80, 200, 300, 400];
/** What Windows says while a virus scanner or an indexer looks at a file. */
const PASSING: readonly string[] = ['EPERM', 'EACCES', 'EBUSY'];

const KINDS: Readonly<Record<string, FaultKind>> = {
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

/** Files in a folder of this machine: the chats, or the statistics. */
export class FolderFiles implements ArchiveFiles {
  readonly #folder: string;
  readonly #rename: typeof rename;
  #writes = 0;

  /** `move` is how files are renamed; tests put failures in. */
  constructor(folder: string, move: typeof rename = rename) {
    this.#folder = folder;
    this.#rename = move;
  }

  async read(name: string, first?: number): Promise<Uint8Array | undefined> {
    return unlessMissing(async () => {
      const path = this.#path(name);
      return first === undefined ? readFile(path) : readStart(path, first);
    });
  }

  async writeAtomic(
    name: string,
    content: FileContent,
    durability: Durability = 'machine',
  ): Promise<void> {
    const path = this.#path(name);
    const temporary = this.#path(temporaryName(name, process.pid, ++this.#writes));
    await told(async () => {
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeNew(temporary, content, durability);
        await this.#moveOver(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }

  async createExclusive(name: string, text: string): Promise<boolean> {
    const path = this.#path(name);
    return told(async () => {
      await mkdir(dirname(path), { recursive: true });
      try {
        const file = await open(path, 'wx');
        await file.writeFile(text).finally(() => file.close());
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

  async remove(name: string): Promise<void> {
    await told(() => rm(this.#path(name), { force: true, maxRetries: PATIENCE.length }));
  }

  async list(folder: string): Promise<readonly FileFacts[]> {
    const path = this.#path(folder);
    const entries = await unlessMissing(() => readdir(path, { withFileTypes: true }));
    const files = (entries ?? []).filter((entry) => entry.isFile());
    const facts = await Promise.all(
      files.map(({ name }) =>
        unlessMissing(async () => {
          const { size, mtimeMs } = await stat(join(path, name));
          return { name, size, modifiedAt: mtimeMs };
        }),
      ),
    );
    return facts.filter((fact) => fact !== undefined);
  }

  /** A rename replaces the file in one step. */
  async #moveOver(from: string, to: string): Promise<void> {
    for (const wait of PATIENCE) {
      try {
        await this.#rename(from, to);
        return;
      } catch (error) {
        if (!PASSING.includes(codeOf(error))) throw error;
        await delay(wait);
      }
    }
    await this.#rename(from, to);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** Writes a new file. After a power cut the rename must not be there without its content: that waits for the disk. */
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
  return told(() =>
    task().catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

/** Tells failures in few words. The system's message has the path, and stays out. */
async function told<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof ArchiveFault) throw error;
    const code = codeOf(error);
    throw new ArchiveFault(KINDS[code] ?? 'failed', code);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
