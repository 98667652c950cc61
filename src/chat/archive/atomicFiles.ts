/** The folders of the archive; the empty name is the archive itself. */
export type ArchiveFolder = '' | 'images' | 'damaged' | 'deleted' | 'staging';

/** The content of a new file: as a whole, or in pieces that are created while it is written. */
export type FileContent = string | Uint8Array | AsyncIterable<string>;

/**
 * What a reported write survives: the end of this process, or a power failure as well. The latter waits for the disk,
 * which may take seconds on a busy machine.
 */
export type Durability = 'process' | 'machine';

/** The metadata of a file. */
export interface FileMetadata {
  /** Without the folder. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The time of the last change, in milliseconds since the epoch, with fractions. */
  readonly modifiedAt: number;
}

/**
 * The archive's folder as a port. Names are relative to it; a folder is followed by a slash. All methods reject with
 * a {@link StorageError} of kind `readOnly`, `full` or `failed`. Folders are created when they are needed.
 */
export interface AtomicFiles {
  /** The bytes of a file, or the first `maxBytes`; undefined if it doesn't exist. */
  read(name: string, maxBytes?: number): Promise<Uint8Array | undefined>;
  /**
   * Replaces a file completely or, on failure or if the process dies, not at all. `durability` defaults to `machine`.
   *
   * With a `check`, the new content is first written to the folder `staging`. Then `check` is called, and unless it
   * rejects, the file is moved to its location. The write fails if the staged file has been removed.
   */
  writeAtomic(
    name: string,
    content: FileContent,
    durability?: Durability,
    check?: () => Promise<void>,
  ): Promise<void>;
  /** Creates a file; resolves to false if it already exists. */
  createExclusive(name: string, text: string): Promise<boolean>;
  /** Moves a file and replaces an existing one; resolves to false if there is nothing to move. */
  move(from: string, to: string): Promise<boolean>;
  /**
   * Creates a hard link or a copy of a file and replaces an existing file; resolves to false if it doesn't exist.
   */
  copy(from: string, to: string): Promise<boolean>;
  /** Deletes a file permanently, if it exists. */
  remove(name: string): Promise<void>;
  /** The files of a folder in any order; empty if there is no such folder. */
  list(folder: ArchiveFolder): Promise<readonly FileMetadata[]>;
  /** The file names of a folder in any order. Cheaper than {@link list}. */
  names(folder: ArchiveFolder): Promise<readonly string[]>;
}
