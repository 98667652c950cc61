/** The folder of an index as a port. All methods reject if the disk fails; folders are created when needed. */
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

/** Decides which window writes an index. */
export interface WriterLock {
  /** Makes this window the writer unless another running window is. Resolves to whether it is the writer. */
  acquire(): Promise<boolean>;
  /** Releases the lock if this window holds it. */
  release(): Promise<void>;
}
