import { asRecord, parseJson } from '../../base/json.ts';
import { StorageError } from './storageError.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { inside, lockFile, ownerOf } from './archiveFileNames.ts';

/** This window as the owner of locks. */
export interface LockOwner {
  /** A random ID, new for each start of the extension. */
  readonly id: string;
  /** The process ID of the extension host. */
  readonly pid: number;
  /** Whether a process of this machine is running. */
  isAlive(pid: number): boolean;
}

/**
 * The locks that decide which window writes a chat: the one that the lock file names. If two windows write the lock,
 * the later one owns it.
 *
 * A lock alone can't stop a window that has checked it and writes with a delay. So each write is staged: the new
 * content is complete in the folder `staging` before the writer checks the lock, and only then is it moved to its
 * location. A new owner removes the chat's staged files before it reads the chat. A write that the earlier lock
 * allowed is therefore either completed before the new owner reads, or fails. This requires no clock, no timeout, and
 * no response of another process.
 */
export class ChatLocks {
  readonly #files: AtomicFiles;
  readonly #owner: LockOwner;

  constructor(files: AtomicFiles, owner: LockOwner) {
    this.#files = files;
    this.#owner = owner;
  }

  /**
   * Acquires the lock if it is free or its owner's process has ended. Resolves to whether this window owns it now.
   */
  async acquire(chat: string): Promise<boolean> {
    if (await this.#files.createExclusive(lockFile(chat), this.#text())) {
      await this.#fence(chat);
      return true;
    }
    const found = await this.#find(chat);
    if (found.isOurs) return true;
    if (found.isAlive) return false;
    await this.force(chat);
    return this.isOurs(chat);
  }

  /** Acquires the lock, whoever owns it. */
  async force(chat: string): Promise<void> {
    // A lock need not survive a power failure: its owner's process does not.
    await this.#files.writeAtomic(lockFile(chat), this.#text(), 'process');
    await this.#fence(chat);
  }

  /**
   * Rejects with an error of kind `taken` unless this window owns the lock: the last check before a staged file is
   * moved.
   */
  async check(chat: string): Promise<void> {
    if (!(await this.isOurs(chat))) throw new StorageError('taken');
  }

  /** Whether the lock names this window. */
  async isOurs(chat: string): Promise<boolean> {
    return (await this.#find(chat)).isOurs;
  }

  /** Whether the lock names another window whose process is running. */
  async isLockedByOther(chat: string): Promise<boolean> {
    const { isOurs, isAlive } = await this.#find(chat);
    return !isOurs && isAlive;
  }

  /** Releases the lock if this window owns it. */
  async release(chat: string): Promise<void> {
    if (await this.isOurs(chat)) await this.#files.remove(lockFile(chat));
  }

  /** Makes pending writes that an earlier lock allowed fail. */
  async #fence(chat: string): Promise<void> {
    for (const name of await this.#files.names('staging')) {
      if (ownerOf(name) === chat) await this.#files.remove(inside('staging', name));
    }
  }

  async #find(chat: string): Promise<{ isOurs: boolean; isAlive: boolean }> {
    const bytes = await this.#files.read(lockFile(chat));
    // An empty lock is left over from a process that died while writing it.
    const { holder: owner, pid } = asRecord(parseJson(new TextDecoder().decode(bytes)));
    return {
      isOurs: owner === this.#owner.id,
      // The same process with another ID is an earlier start of this extension.
      isAlive: typeof pid === 'number' && pid !== this.#owner.pid && this.#owner.isAlive(pid),
    };
  }

  #text(): string {
    return JSON.stringify({ holder: this.#owner.id, pid: this.#owner.pid });
  }
}
