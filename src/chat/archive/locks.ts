import { asRecord, parseJson } from '../../mistral/json.ts';
import type { ArchiveFiles } from './files.ts';
import { lockFile } from './names.ts';

/** Who writes: this window. */
export interface Holder {
  /** Random, another one for each start of the extension. */
  readonly id: string;
  /** The process of its extension host. */
  readonly pid: number;
  /** Whether a process of this machine is running. */
  isAlive(pid: number): boolean;
}

/**
 * Which window writes a chat: the one its lock file names. Two windows that find a dead one's lock at the same
 * moment both write theirs; the later one counts, and the other sees it when it looks again before it writes.
 */
export class Locks {
  readonly #files: ArchiveFiles;
  readonly #holder: Holder;

  constructor(files: ArchiveFiles, holder: Holder) {
    this.#files = files;
    this.#holder = holder;
  }

  /** Gets the lock if it is free or its holder is dead; whether it is ours now. */
  async take(chat: string): Promise<boolean> {
    if (await this.#files.createExclusive(lockFile(chat), this.#text())) return true;
    const found = await this.#find(chat);
    if (found.isOurs) return true;
    if (found.isAlive) return false;
    await this.seize(chat);
    return this.isOurs(chat);
  }

  /** Gets the lock, whoever has it. */
  async seize(chat: string): Promise<void> {
    await this.#files.writeAtomic(lockFile(chat), this.#text());
  }

  /** Whether the lock names this window. */
  async isOurs(chat: string): Promise<boolean> {
    return (await this.#find(chat)).isOurs;
  }

  /** Whether the lock names another window that lives. */
  async isTaken(chat: string): Promise<boolean> {
    const { isOurs, isAlive } = await this.#find(chat);
    return !isOurs && isAlive;
  }

  /** Gives the lock back, if it is ours. */
  async release(chat: string): Promise<void> {
    if (await this.isOurs(chat)) await this.#files.remove(lockFile(chat));
  }

  async #find(chat: string): Promise<{ isOurs: boolean; isAlive: boolean }> {
    const bytes = await this.#files.read(lockFile(chat));
    // A lock that says nothing was left by a process that died while it wrote it.
    const { holder, pid } = asRecord(parseJson(new TextDecoder().decode(bytes)));
    return {
      isOurs: holder === this.#holder.id,
      // Our own process under another name is this extension before it was started again.
      isAlive: typeof pid === 'number' && pid !== this.#holder.pid && this.#holder.isAlive(pid),
    };
  }

  #text(): string {
    return JSON.stringify({ holder: this.#holder.id, pid: this.#holder.pid });
  }
}
