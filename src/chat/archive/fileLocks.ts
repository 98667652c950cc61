import { asRecord, parseJson } from '../../base/json.ts';
import { StorageError } from './storageError.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { pathIn, lockFile, chatIdOf } from './archiveFileNames.ts';

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
export class FileLocks {
  readonly #files: AtomicFiles;
  readonly #owner: LockOwner;

  constructor(files: AtomicFiles, owner: LockOwner) {
    this.#files = files;
    this.#owner = owner;
  }

  /**
   * Acquires the lock if it is free or its owner's process has ended. Resolves to whether this window owns it now.
   */
  async acquire(chatId: string): Promise<boolean> {
    if (await this.#files.createExclusive(lockFile(chatId), this.#text())) {
      await this.#fence(chatId);
      return true;
    }
    const found = await this.#find(chatId);
    if (found.isOurs) return true;
    if (found.isAlive) return false;
    await this.force(chatId);
    return this.isOurs(chatId);
  }

  /** Acquires the lock, whoever owns it. */
  async force(chatId: string): Promise<void> {
    // A lock need not survive a power failure: its owner's process does not.
    await this.#files.writeAtomic(lockFile(chatId), this.#text(), 'process');
    await this.#fence(chatId);
  }

  /**
   * Rejects with an error of kind `taken` unless this window owns the lock: the last check before a staged file is
   * moved.
   */
  async check(chatId: string): Promise<void> {
    if (!(await this.isOurs(chatId))) throw new StorageError('taken');
  }

  /** Whether the lock names this window. */
  async isOurs(chatId: string): Promise<boolean> {
    return (await this.#find(chatId)).isOurs;
  }

  /** Whether the lock names another window whose process is running. */
  async isLockedByOther(chatId: string): Promise<boolean> {
    const { isOurs, isAlive } = await this.#find(chatId);
    return !isOurs && isAlive;
  }

  /** Releases the lock if this window owns it. */
  async release(chatId: string): Promise<void> {
    if (await this.isOurs(chatId)) await this.#files.remove(lockFile(chatId));
  }

  /** Makes pending writes that an earlier lock allowed fail. */
  async #fence(chatId: string): Promise<void> {
    for (const name of await this.#files.names('staging')) {
      if (chatIdOf(name) === chatId) await this.#files.remove(pathIn('staging', name));
    }
  }

  async #find(chatId: string): Promise<{ isOurs: boolean; isAlive: boolean }> {
    const bytes = await this.#files.read(lockFile(chatId));
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
