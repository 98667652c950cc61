import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DiskFiles } from '../storage/diskFiles.ts';
import type { IndexFiles } from '../../search/vectors/indexFiles.ts';

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

  async writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const file = await open(join(this.#folder, name), 'r+');
    try {
      // What an interrupted write has left must not follow these bytes.
      await file.truncate(offset);
      // On a full disk, a write may succeed only partly, without an error.
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, at, bytes.length - at, offset + at);
        if (bytesWritten === 0) throw new Error('The disk is full.');
        at += bytesWritten;
      }
    } finally {
      await file.close();
    }
  }

  async replace(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.#folder, name)), { recursive: true });
    await this.#files.writeAtomic(name, bytes, 'process');
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }
}
