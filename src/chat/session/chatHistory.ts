import { Emitter } from '../../base/emitter.ts';
import type { ChatArchive } from '../archive/chatArchive.ts';
import { toStorageError } from '../archive/storageError.ts';
import type { StorageError } from '../archive/storageError.ts';
import type { ChatSummary } from '../archive/chatSummaries.ts';
import type { ChatSessions } from './chatSessions.ts';
import type { Conversation } from './conversation.ts';

/** A chat in the history. */
export interface HistoryEntry extends Pick<ChatSummary, 'id' | 'title' | 'updatedAt' | 'turns'> {
  /** Whether it belongs to the open workspace. */
  readonly isInCurrentWorkspace: boolean;
}

/** The history as it is shown: the query and the chats that match it, those of this workspace first. */
export interface HistoryList {
  readonly query: string;
  readonly rows: readonly HistoryEntry[];
}

/** Dependencies of {@link ChatHistory}. */
export interface ChatHistoryPorts {
  readonly archive: Pick<
    ChatArchive,
    'ids' | 'list' | 'readCopy' | 'remove' | 'restore' | 'search'
  >;
  readonly sessions: ChatSessions;
  /** Tells the user how many chats were deleted; `undo` restores them. */
  readonly onDeleted: (count: number, undo: () => Promise<void>) => void;
}

/** The list of chats: search, rename and delete. */
export class ChatHistory {
  readonly #onDidChange = new Emitter();
  /** Fires when the list changed, or was opened or closed. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #ports: ChatHistoryPorts;
  #list: HistoryList | undefined;
  #searching = new AbortController();

  constructor(ports: ChatHistoryPorts) {
    this.#ports = ports;
  }

  /** The list while it is open. */
  get list(): HistoryList | undefined {
    return this.#list;
  }

  /** Opens the list, or filters it; aborts an earlier search. */
  async show(query: string): Promise<void> {
    this.#searching.abort();
    const searching = new AbortController();
    this.#searching = searching;
    const { archive } = this.#ports;
    const isSearch = query.trim() !== '';
    const found = isSearch ? archive.search(query, searching.signal) : archive.list();
    const rows = this.#rows(await found);
    if (searching.signal.aborted) return;
    this.#list = { query, rows };
    this.#onDidChange.fire();
  }

  /** Closes the list. */
  close(): void {
    this.#searching.abort();
    if (!this.#list) return;
    this.#list = undefined;
    this.#onDidChange.fire();
  }

  /** Reloads the list if it is open. */
  async refresh(): Promise<void> {
    if (this.#list) await this.show(this.#list.query);
  }

  /** Renames a chat; an empty title changes nothing. */
  async rename(id: string, title: string): Promise<void> {
    const trimmed = title.trim();
    if (trimmed !== '') await this.#ports.sessions.rename(id, trimmed);
    await this.refresh();
  }

  /** Deletes a chat and offers to undo that. Rejects with a StorageError. */
  async remove(id: string): Promise<void> {
    await this.#delete(id);
    this.#reportDeleted([id]);
    await this.refresh();
  }

  /** Deletes all chats that no other window owns and offers to undo that. Rejects with the first other StorageError. */
  async removeAll(): Promise<void> {
    const removed: string[] = [];
    let failure: StorageError | undefined;
    // Listed once: a chat that is created in the meantime is kept.
    for (const id of await this.#ports.archive.ids()) {
      try {
        await this.#delete(id);
        removed.push(id);
      } catch (error) {
        const archiveError = toStorageError(error);
        if (archiveError.kind !== 'taken') failure ??= archiveError;
      }
    }
    await this.refresh();
    if (removed.length > 0 || !failure) this.#reportDeleted(removed);
    if (failure) throw failure;
  }

  /** A chat's conversation, with unsaved changes if it is the current one; undefined if it can't be read. */
  async conversation(id: string): Promise<Conversation | undefined> {
    const { archive, sessions } = this.#ports;
    if (sessions.current.conversation.id === id) return sessions.current.conversation;
    const found = await archive.readCopy(id);
    return 'reason' in found ? undefined : found.conversation;
  }

  async #delete(id: string): Promise<void> {
    const { archive, sessions } = this.#ports;
    await sessions.stop(id);
    await archive.remove(id);
    // Only now: a chat that can't be deleted stays open.
    sessions.onSessionRemoved(id);
  }

  #reportDeleted(ids: readonly string[]): void {
    this.#ports.onDeleted(ids.length, async () => {
      try {
        for (const id of ids) await this.#ports.archive.restore(id);
      } finally {
        await this.refresh();
      }
    });
  }

  #rows(found: readonly ChatSummary[]): HistoryEntry[] {
    const { workspace: current } = this.#ports.sessions;
    const rows = found.map(({ id, title, workspace, updatedAt, turns }) => ({
      id,
      title,
      updatedAt,
      turns,
      isInCurrentWorkspace: workspace === current,
    }));
    return [
      ...rows.filter(({ isInCurrentWorkspace }) => isInCurrentWorkspace),
      ...rows.filter(({ isInCurrentWorkspace }) => !isInCurrentWorkspace),
    ];
  }
}
