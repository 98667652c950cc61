import { crc32 } from 'node:zlib';
import { TimeSlice } from '../../src/base/yielding.ts';
import { IndexWriteError } from '../../src/search/vectors/indexFiles.ts';
import type {
  IndexWriteErrorKind,
  IndexFiles,
  WriterLock,
} from '../../src/search/vectors/indexFiles.ts';
import { VectorIndex } from '../../src/search/vectors/vectorIndex.ts';

/** Files in memory. A write can be interrupted after a number of bytes, as by a crash, or fail. */
export class MemoryIndexFiles implements IndexFiles {
  readonly files = new Map<string, Uint8Array>();
  /** The bytes that are still written before the crash. */
  left = Infinity;
  /** Why writing fails; undefined if it succeeds. */
  fault: IndexWriteErrorKind | undefined;
  /** How many writes failed. */
  faults = 0;

  read(name: string, from: number, length = Infinity): Promise<Uint8Array | undefined> {
    const bytes = this.files.get(name);
    return Promise.resolve(bytes?.slice(from, Math.min(bytes.length, from + length)));
  }

  writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    if (this.fault) {
      // A full disk may take a part of what is written.
      const part = bytes.subarray(0, bytes.length >> 1);
      const whole = this.files.get(name) ?? new Uint8Array();
      if (this.fault === 'full')
        this.files.set(name, Buffer.concat([whole.subarray(0, offset), part]));
      return this.#fail(this.fault);
    }
    const before = (this.files.get(name) ?? new Uint8Array()).subarray(0, offset);
    const written = bytes.subarray(0, this.left);
    this.files.set(name, Buffer.concat([before, written]));
    return this.#crashIf(written.length < bytes.length, bytes.length);
  }

  replace(name: string, bytes: Uint8Array): Promise<void> {
    if (this.fault) return this.#fail(this.fault);
    // The old file stays until the new one is complete.
    const isWhole = this.left >= bytes.length;
    if (isWhole) this.files.set(name, Uint8Array.from(bytes));
    return this.#crashIf(!isWhole, bytes.length);
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  #fail(kind: IndexWriteErrorKind): Promise<void> {
    this.faults += 1;
    return Promise.reject(new IndexWriteError(kind));
  }

  #crashIf(isCrash: boolean, size: number): Promise<void> {
    this.left -= size;
    return isCrash ? Promise.reject(new Error('killed')) : Promise.resolve();
  }
}

/** A lock that one of several windows holds. */
export class MemoryLock {
  #owner: string | undefined;
  /** Why the lock can't be written; undefined if it can. */
  fault: IndexWriteErrorKind | undefined;

  /** The lock as a window sees it. */
  for(window: string): WriterLock {
    return {
      acquire: () =>
        this.fault
          ? Promise.reject(new IndexWriteError(this.fault))
          : Promise.resolve((this.#owner ??= window) === window),
      force: () => {
        this.#owner = window;
        return Promise.resolve();
      },
      release: () => {
        if (this.#owner === window) this.#owner = undefined;
        return Promise.resolve();
      },
    };
  }
}

/** An index with vectors of eight numbers. */
export function testIndex(
  files: IndexFiles,
  { lock = new MemoryLock().for('one'), model = 'codestral-embed', dimension = 8 } = {},
): VectorIndex {
  let generation = Math.floor(Math.random() * 2 ** 32);
  const clock = { now: () => 0, setTimeout: () => () => undefined };
  return new VectorIndex({
    ...{ files, lock, model, dimension },
    checksum: (bytes) => crc32(bytes),
    random: () => (generation = (generation + 1) >>> 0),
    slice: () => new TimeSlice(clock, () => Promise.resolve()),
  });
}

/** An entry whose hash and vector depend on a number. */
export function testEntry(number: number, dimension = 8) {
  const hash = String(number).padStart(22, '0');
  const vector = Int8Array.from(
    { length: dimension },
    (_, at) => ((number * 31 + at * 17) % 255) - 127,
  );
  return { hash, vector };
}
