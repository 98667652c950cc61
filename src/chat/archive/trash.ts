import { toStorageError } from './storageError.ts';
import type { AtomicFiles, ArchiveFolder } from './atomicFiles.ts';
import { deletedText } from './archiveFormat.ts';
import type { LockOwner } from './fileLocks.ts';
import {
  chatFile,
  folderOf,
  pathIn,
  draftFile,
  lockFile,
  chatIdOf,
  temporaryName,
  writerOfTemporary,
} from './archiveFileNames.ts';

const FOLDERS: readonly ArchiveFolder[] = ['', 'images', 'damaged', 'deleted', 'staging'];

/** The files of one chat, with their folders. */
export interface OwnFiles {
  /** Its files in the folder of deleted chats. */
  readonly deleted: readonly string[];
  /** Its other files, except the lock. */
  readonly others: readonly string[];
}

/**
 * Deleted chats, until they are purged. The location of a chat's main file determines where the chat is: whatever a
 * crash leaves elsewhere is moved after it. Images are not moved. The window that may still undo the deletion keeps
 * the lock.
 */
export class Trash {
  readonly #files: AtomicFiles;
  readonly #owner: LockOwner;
  #copies = 0;

  constructor(files: AtomicFiles, owner: LockOwner) {
    this.#files = files;
    this.#owner = owner;
  }

  /**
   * Moves a chat to the trash. `check` rejects once another window writes the chat, which then stays unchanged. The
   * chat counts as deleted as soon as a marker replaces its file: from then on, no window opens it.
   */
  async trash(id: string, check: () => Promise<void>): Promise<void> {
    // A name unique to this deletion: two windows may try to delete the chat at the same time.
    const trashName = temporaryName(
      pathIn('deleted', chatFile(id)),
      this.#owner.pid,
      ++this.#copies,
    );
    if (!(await this.#copyIfPossible(chatFile(id), trashName, check))) return;
    try {
      await this.#files.writeAtomic(chatFile(id), deletedText(), 'process', check);
    } catch {
      // A full disk must not prevent the deletion; another window that writes the chat must.
      try {
        await check();
      } catch (error) {
        await this.#files.remove(trashName);
        throw error;
      }
    }
    await this.#files.move(trashName, pathIn('deleted', chatFile(id)));
    await this.#files.remove(chatFile(id));
    await this.#files.move(draftFile(id), pathIn('deleted', draftFile(id)));
  }

  /** Restores a chat. Its main file is moved last: then another window may open the chat. */
  async restore(id: string): Promise<void> {
    await this.#files.move(pathIn('deleted', draftFile(id)), draftFile(id));
    await this.#files.move(pathIn('deleted', chatFile(id)), chatFile(id));
  }

  /**
   * The chats that may have to be purged, and their files: deleted and empty ones, chats in two locations, and files
   * without a chat. Lists each folder once, for any number of chats.
   */
  async leftovers(emptyChats: ReadonlySet<string>): Promise<Map<string, OwnFiles>> {
    const found = new Map<string, { deleted: string[]; others: string[] }>();
    const chats = new Set<string>();
    // The archive itself is listed last: a new chat has its lock there before it has an image.
    for (const folder of ['deleted', 'images', ''] as const) {
      for (const name of await this.#files.names(folder)) {
        const id = chatIdOf(name);
        if (id === undefined) continue;
        const own = found.get(id) ?? { deleted: [], others: [] };
        found.set(id, own);
        if (folder === 'deleted') own.deleted.push(pathIn(folder, name));
        else if (name !== lockFile(id)) own.others.push(pathIn(folder, name));
        if (folder === '' && name === chatFile(id)) chats.add(id);
      }
    }
    for (const [id, { deleted }] of found) {
      if (chats.has(id) && !emptyChats.has(id) && deleted.length === 0) found.delete(id);
    }
    return found;
  }

  /** Restores files of an existing chat that a crash has left in the trash. */
  async recover(id: string, { deleted }: OwnFiles): Promise<void> {
    for (const path of deleted) {
      const name = path.slice(pathIn('deleted', '').length);
      // The deletion was interrupted, or is being undone right now.
      if (writerOfTemporary(name) !== undefined) continue;
      if (name === chatFile(id)) await this.#files.remove(path);
      else await this.#files.move(path, pathIn(folderOf(name), name));
    }
  }

  /** Permanently deletes a chat's files, its lock last, so that the remains of a crash are found again. */
  async removeFiles(id: string, { deleted, others }: OwnFiles): Promise<void> {
    for (const path of [...others, ...deleted]) await this.#files.remove(path);
    await this.#files.remove(lockFile(id));
  }

  /** Permanently deletes a chat. `check` rejects once another window writes it, which then stays unchanged. */
  async remove(id: string, check: () => Promise<void>): Promise<void> {
    if ((await this.#files.read(chatFile(id), 1)) !== undefined) {
      await this.#files.writeAtomic(chatFile(id), deletedText(), 'process', check);
    }
    const others = [chatFile(id), draftFile(id)];
    const deleted: string[] = [];
    for (const folder of ['images', 'deleted'] as const) {
      const names = (await this.#files.names(folder)).filter((name) => chatIdOf(name) === id);
      (folder === 'deleted' ? deleted : others).push(...names.map((name) => pathIn(folder, name)));
    }
    await this.removeFiles(id, { deleted, others });
  }

  /** Deletes temporary files of processes that have ended. */
  async removeTemporary(): Promise<void> {
    for (const folder of FOLDERS) {
      for (const name of await this.#files.names(folder)) {
        const pid = writerOfTemporary(name);
        const isDead = pid !== undefined && pid !== this.#owner.pid && !this.#owner.isAlive(pid);
        if (isDead) await this.#files.remove(pathIn(folder, name));
      }
    }
  }

  /** Copies a file, or moves it if there is no space for a copy. Resolves to whether the file existed. */
  async #copyIfPossible(from: string, to: string, check: () => Promise<void>): Promise<boolean> {
    try {
      return await this.#files.copy(from, to);
    } catch (error) {
      if (toStorageError(error).kind !== 'full') throw error;
      await check();
      await this.#files.move(from, to);
      return true;
    }
  }
}
