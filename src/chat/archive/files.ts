/** The folders of the archive; the empty name is the archive itself. */
export type ArchiveFolder = '' | 'images' | 'damaged' | 'deleted';

/** What a new file shall hold: all at once, or in pieces that are made while it is written. */
export type FileContent = string | Uint8Array | AsyncIterable<string>;

/**
 * What a write outlives once it is reported: the end of this process, or a power cut, too. The second one waits
 * for the disk, which may take seconds on a machine that is busy.
 */
export type Durability = 'process' | 'machine';

/** A file, without a look into it. */
export interface FileFacts {
  /** Without its folder. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last written, in milliseconds since the epoch, with fractions. */
  readonly modifiedAt: number;
}

/**
 * The archive's folder as a port. Names are relative to it, with a slash after a folder. All of it rejects with
 * an {@link ArchiveFault} of kind `readOnly`, `full` or `failed`; folders come into being when they are needed.
 */
export interface ArchiveFiles {
  /** The bytes of a file, or its first ones; undefined where there is none. */
  read(name: string, first?: number): Promise<Uint8Array | undefined>;
  /**
   * After this the file is the new one; when it fails, or the process dies within, it is the old one.
   * `durability` is `machine` unless told otherwise.
   */
  writeAtomic(name: string, content: FileContent, durability?: Durability): Promise<void>;
  /** False, and nothing is written, where the file is there already. */
  createExclusive(name: string, text: string): Promise<boolean>;
  /** Moves a file over one that may be there; false where there is none to move. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file for good, if there is one. */
  remove(name: string): Promise<void>;
  /** The files of a folder in any order; none where there is no folder. */
  list(folder: ArchiveFolder): Promise<readonly FileFacts[]>;
}
