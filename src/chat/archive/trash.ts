import type { ArchiveFiles, ArchiveFolder } from './files.ts';
import type { Holder, Locks } from './locks.ts';
import {
  chatFile,
  homeOf,
  inside,
  liveFile,
  lockFile,
  ownerOf,
  writerOfTemporary,
} from './names.ts';

const FOLDERS: readonly ArchiveFolder[] = ['', 'images', 'damaged', 'deleted'];

/**
 * Deleted chats, until they are gone for good. Where a chat's own file lies, there the chat is: it is always moved
 * first, and whatever a crash leaves elsewhere follows it. The lock stays with the window that may still undo.
 */
export class Trash {
  readonly #files: ArchiveFiles;
  readonly #locks: Locks;
  readonly #holder: Holder;

  constructor(files: ArchiveFiles, locks: Locks, holder: Holder) {
    this.#files = files;
    this.#locks = locks;
    this.#holder = holder;
  }

  /** Moves a chat and all that is its own out of the archive. */
  async putIn(id: string): Promise<void> {
    await this.#files.move(chatFile(id), inside('deleted', chatFile(id)));
    await this.#files.move(liveFile(id), inside('deleted', liveFile(id)));
    for (const { name } of await this.#files.list('images')) {
      if (ownerOf(name) !== id) continue;
      await this.#files.move(inside('images', name), inside('deleted', name));
    }
  }

  /** Moves a chat and all that is its own back. */
  async takeOut(id: string): Promise<void> {
    await this.#files.move(inside('deleted', chatFile(id)), chatFile(id));
    await this.#bringRest(id);
  }

  /**
   * Removes for good what no window has any use for: deleted chats, blank ones, files without a chat, and files
   * whose writing was cut short. `isOpen` tells the chats of this window.
   */
  async empty(blanks: readonly string[], isOpen: (id: string) => boolean): Promise<void> {
    await this.#removeTemporary();
    const deleted = await this.#files.list('deleted');
    const images = await this.#files.list('images');
    const root = await this.#files.list('');
    const blank = new Set(blanks);
    const chats = new Set(root.map(({ name }) => name));
    const owners = [...deleted, ...images, ...root].map(({ name }) => ownerOf(name));
    for (const id of new Set(owners)) {
      if (id === undefined || isOpen(id)) continue;
      const isKept = chats.has(chatFile(id)) && !blank.has(id);
      const isAside = deleted.some(({ name }) => ownerOf(name) === id);
      if ((isKept && !isAside) || (await this.#locks.isTaken(id))) continue;
      if (isKept) await this.#bringRest(id);
      else await this.remove(id);
    }
  }

  /** Removes a chat, deleted or not, for good. */
  async remove(id: string): Promise<void> {
    for (const folder of ['', 'images', 'deleted'] as const) {
      for (const { name } of await this.#files.list(folder)) {
        const isLock = name === lockFile(id);
        if (ownerOf(name) === id && !isLock) await this.#files.remove(inside(folder, name));
      }
    }
    await this.#files.remove(lockFile(id));
  }

  async #bringRest(id: string): Promise<void> {
    for (const { name } of await this.#files.list('deleted')) {
      if (ownerOf(name) !== id || name === chatFile(id)) continue;
      await this.#files.move(inside('deleted', name), inside(homeOf(name), name));
    }
  }

  async #removeTemporary(): Promise<void> {
    for (const folder of FOLDERS) {
      for (const { name } of await this.#files.list(folder)) {
        const pid = writerOfTemporary(name);
        const isDead = pid !== undefined && pid !== this.#holder.pid && !this.#holder.isAlive(pid);
        if (isDead) await this.#files.remove(inside(folder, name));
      }
    }
  }
}
