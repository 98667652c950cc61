import type { Clock } from '../../base/clock.ts';
import type { Conversation, ImageAttachment } from '../session/conversation.ts';
import { StorageError, toStorageError } from './storageError.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { LineCache } from './archiveFormat.ts';
import { ImageStore } from './imageStore.ts';
import { FileLocks } from './fileLocks.ts';
import type { LockOwner } from './fileLocks.ts';
import { isChatId } from './archiveFileNames.ts';
import { OpenChats } from './openChats.ts';
import type { OpenFailure, OpenedChat } from './openChats.ts';
import { searchChats } from './searchChats.ts';
import { SearchTexts } from './searchTexts.ts';
import { SerialQueue } from '../../base/serialQueue.ts';
import { TimeSlice } from '../../base/yielding.ts';
import { ChatSummaries } from './chatSummaries.ts';
import type { ChatSummary } from './chatSummaries.ts';
import { Trash } from './trash.ts';
import type { OwnFiles } from './trash.ts';
import type { ChatWriter, DraftState } from './chatWriter.ts';

/** Dependencies of {@link ChatArchive}. */
export interface ArchivePorts {
  readonly files: AtomicFiles;
  readonly clock: Clock;
  readonly owner: LockOwner;
  /** Yields to other pending work. */
  readonly yieldToEventLoop: () => Promise<void>;
  /** Logs a line; never receives text of a chat. */
  readonly log: (message: string) => void;
  /** Called when a background write fails; the data stays in memory and is written again later. */
  readonly onError: (id: string, fault: StorageError) => void;
}

/**
 * The chats on disk. This window writes the chats that it has created or opened; no other window writes them at the
 * same time. Methods that access files reject with a {@link StorageError} on failure.
 */
export class ChatArchive {
  readonly #ports: ArchivePorts;
  readonly #locks: FileLocks;
  readonly #summaries: ChatSummaries;
  readonly #images: ImageStore;
  readonly #texts: SearchTexts;
  readonly #trash: Trash;
  readonly #open: OpenChats;
  readonly #order = new SerialQueue();
  /** Chats deleted by this window, with their unwritten content. */
  readonly #removed = new Map<string, ChatWriter | undefined>();

  constructor(ports: ArchivePorts) {
    const { files, owner, log } = ports;
    this.#ports = ports;
    this.#locks = new FileLocks(files, owner);
    this.#summaries = new ChatSummaries(files, log);
    this.#images = new ImageStore(files);
    this.#texts = new SearchTexts(files);
    this.#trash = new Trash(files, owner);
    const writing = { ...ports, locks: this.#locks, lines: new LineCache() };
    this.#open = new OpenChats(writing, this.#images, this.#trash);
  }

  /** The IDs of chats with unwritten changes. */
  get unsaved(): string[] {
    return [...this.#open.all].filter(([, writer]) => writer.isUnsaved).map(([id]) => id);
  }

  /** The chats that have turns or a draft, newest first. */
  list(): Promise<ChatSummary[]> {
    return this.#summaries.list();
  }

  /** The chats that match all words of the query: first in their titles, then within one turn. */
  async search(query: string, signal: AbortSignal): Promise<ChatSummary[]> {
    const { clock, yieldToEventLoop } = this.#ports;
    const chats = await this.list();
    return searchChats(query, chats, this.#texts, new TimeSlice(clock, yieldToEventLoop), signal);
  }

  /** Adds a new chat. Nothing is written until it has content. */
  begin(conversation: Conversation): void {
    if (!isChatId(conversation.id)) throw new StorageError('failed', 'id');
    this.#open.begin(conversation);
  }

  /** Opens a chat for writing, or read-only if another window writes it. */
  open(id: string): Promise<OpenedChat | OpenFailure> {
    if (!isChatId(id)) return Promise.resolve({ reason: 'missing' });
    return this.#inOrder(id, () => this.#open.open(id));
  }

  /** A read-only copy of a chat, without a lock. */
  readCopy(id: string): Promise<OpenedChat | OpenFailure> {
    if (!isChatId(id)) return Promise.resolve({ reason: 'missing' });
    return this.#inOrder(id, () => this.#open.readCopy(id));
  }

  /** Opens a chat for writing even if another window writes it; that window's next write fails as `taken`. */
  takeOver(id: string): Promise<OpenedChat | OpenFailure> {
    if (!isChatId(id)) return Promise.resolve({ reason: 'missing' });
    return this.#inOrder(id, () => this.#open.takeOver(id));
  }

  /**
   * Writes the finished turns of an open chat and everything else that is unwritten. Resolves when this conversation,
   * or a newer one, is saved.
   */
  async save(conversation: Conversation): Promise<void> {
    await this.#open.writerOf(conversation.id).save(conversation);
  }

  /**
   * Writes the draft and the streaming answer of an open chat within a second; only the latest of several calls.
   * Throws an error of kind `taken` for a chat that is not open for writing.
   */
  saveDraft(id: string, state: DraftState): void {
    this.#open.writerOf(id).saveDraft(state);
  }

  /** Resolves when an open chat is completely written. */
  async flush(id: string): Promise<void> {
    await this.#open.writerOf(id).flush();
  }

  /** Saves and closes a chat. A chat that cannot be written stays open. */
  close(id: string): Promise<void> {
    return this.#inOrder(id, () => this.#open.close(id));
  }

  /** Closes all chats before the extension ends. Tries all; rejects if some could not be written. */
  async closeAll(): Promise<void> {
    const closing = [...this.#open.all.keys()].map((id) => this.close(id));
    const releasing = [...this.#removed.keys()].map((id) => this.#locks.release(id));
    const ends = await Promise.allSettled([...closing, ...releasing]);
    for (const end of ends) if (end.status === 'rejected') throw toStorageError(end.reason);
  }

  /** Sets the title of a chat; resolves to the conversation with the title. */
  rename(id: string, title: string): Promise<Conversation> {
    return this.#inOrder(id, async () => {
      const wasOpen = this.#open.all.has(id);
      const opened = await this.#open.open(id);
      if ('reason' in opened) throw new StorageError('failed', opened.reason);
      const renamed = { ...opened.conversation, title, isRenamed: true };
      await this.save(renamed);
      if (!wasOpen) await this.#open.close(id);
      return renamed;
    });
  }

  /** Deletes a chat. It can be restored until this window closes. If the deletion fails, the chat is unchanged. */
  remove(id: string): Promise<void> {
    return this.#inOrder(id, async () => {
      const writer = this.#open.all.get(id);
      if (writer) await this.#writeIfPossible(writer);
      else if (!(await this.#locks.acquire(id))) throw new StorageError('taken');
      await this.#open.release(id);
      try {
        await this.#trash.trash(id, () => this.#locks.check(id));
      } catch (error) {
        if (writer) this.#open.add(id, writer);
        else await this.#locks.release(id).catch(() => undefined);
        throw (await this.#locks.isLockedByOther(id).catch(() => false))
          ? new StorageError('taken')
          : error;
      }
      this.#removed.set(id, writer?.isUnsaved ? writer : undefined);
    });
  }

  /** Undoes {@link remove}. The chat must be opened again. */
  restore(id: string): Promise<void> {
    return this.#inOrder(id, async () => {
      if (!this.#removed.has(id)) return;
      await this.#trash.restore(id);
      const writer = this.#removed.get(id);
      this.#removed.delete(id);
      if (writer) this.#open.add(id, writer);
      else await this.#locks.release(id);
    });
  }

  /** The IDs of all current chats: those in the list, and open ones with content. */
  async ids(): Promise<string[]> {
    const listed = (await this.list()).map(({ id }) => id);
    const withTurns = [...this.#open.all].filter(
      ([, { newest }]) => newest.conversation.turns.length > 0,
    );
    return [...new Set([...listed, ...withTurns.map(([id]) => id)])];
  }

  /**
   * Permanently deletes chats that were deleted in an earlier session, and remains of crashes. Chats that this window
   * may still restore are kept. Handles one chat after the other, so it can be interrupted after any of them.
   */
  async purge(): Promise<void> {
    const { clock, yieldToEventLoop } = this.#ports;
    const slices = new TimeSlice(clock, yieldToEventLoop);
    await this.#trash.removeTemporary();
    const leftovers = await this.#trash.leftovers(await this.#summaries.emptyChats());
    for (const [id, own] of leftovers) {
      await this.#inOrder(id, () => this.#clear(id, own));
      await slices.yieldIfDue();
    }
  }

  /** Stores an image for an open chat; resolves to the file name for its attachment. */
  putImage(
    id: string,
    bytes: Uint8Array,
    mediaType: ImageAttachment['mediaType'],
  ): Promise<string> {
    return this.#inOrder(id, async () => {
      await this.#open.writerOf(id).acquire();
      return this.#images.put(id, bytes, mediaType, () => this.#locks.check(id));
    });
  }

  /** The bytes of an image; undefined if it no longer exists or the name is invalid. */
  image(file: string): Promise<Uint8Array | undefined> {
    return this.#images.read(file);
  }

  /** The lock prevents other windows from opening the chat. Check again, since one may have done so before. */
  async #clear(id: string, own: OwnFiles): Promise<void> {
    if (this.#open.all.has(id) || this.#removed.has(id)) return;
    if (!(await this.#locks.acquire(id))) return;
    if (!(await this.#summaries.isKept(id))) {
      await this.#trash.removeFiles(id, own);
      return;
    }
    await this.#trash.recover(id, own);
    await this.#locks.release(id);
  }

  /** A full disk must not prevent the deletion; another window that writes the chat must. */
  async #writeIfPossible(writer: ChatWriter): Promise<void> {
    try {
      await writer.flush();
    } catch (error) {
      const fault = toStorageError(error);
      if (fault.kind === 'taken') throw fault;
      this.#ports.log(`a chat was deleted before all of it was written (${fault.message})`);
    }
  }

  /** IDs may come from anywhere; an invalid one never becomes a file name. */
  #inOrder<T>(id: string, task: () => Promise<T>): Promise<T> {
    if (!isChatId(id)) return Promise.reject(new StorageError('failed', 'id'));
    return this.#order.run(task, id);
  }
}
