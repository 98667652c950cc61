/** Why an index can't be written: the disk is full, the disk or its permissions don't allow writing, or another error. */
export type IndexWriteErrorKind = 'full' | 'readOnly' | 'failed';

/** The error of a disk that can't be written. Nothing that was on it before is lost. */
export class IndexWriteError extends Error {
  override readonly name = 'IndexWriteError';

  constructor(
    readonly kind: IndexWriteErrorKind,
    options?: ErrorOptions,
  ) {
    super(`the index can't be written: ${kind}`, options);
  }
}

/**
 * The folder of an index as a port. All methods reject if the disk fails, those that write with a {@link IndexWriteError};
 * folders are created when needed.
 */
export interface IndexFiles {
  /** The bytes of a file from an offset to its end, or at most `length` of them; undefined if it doesn't exist. */
  read(name: string, from: number, length?: number): Promise<Uint8Array | undefined>;
  /** Writes bytes at an offset and ends the file there. A crash may leave a part of them. */
  writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Replaces a file completely or, on failure or if the process dies, not at all. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Deletes a file, if it exists. */
  remove(name: string): Promise<void>;
}

/** Decides which window writes an index. Its methods reject with a {@link IndexWriteError} if the disk can't be written. */
export interface WriterLock {
  /** Makes this window the writer unless another running window is. Resolves to whether it is the writer. */
  acquire(): Promise<boolean>;
  /** Makes this window the writer, even if another one is. */
  force(): Promise<void>;
  /** Releases the lock if this window holds it. */
  release(): Promise<void>;
}
