import type { Clock } from '../../mistral/clock.ts';
import type { Conversation, ImageAttachment } from '../conversation.ts';
import { ArchiveFault, toArchiveFault } from './fault.ts';
import type { ArchiveFiles } from './files.ts';
import { Lines } from './format.ts';
import { Images } from './images.ts';
import { Locks } from './locks.ts';
import type { Holder } from './locks.ts';
import { isChatId } from './names.ts';
import { OpenChats } from './openChats.ts';
import type { NotOpened, Opened } from './openChats.ts';
import { searchChats } from './search.ts';
import { Sequence } from './sequence.ts';
import { Slices } from './slices.ts';
import { Summaries } from './summaries.ts';
import type { Summary } from './summaries.ts';
import { Trash } from './trash.ts';
import type { ChatWriter, LiveState } from './writer.ts';

/** What the archive is built from. */
export interface ArchivePorts {
  readonly files: ArchiveFiles;
  readonly clock: Clock;
  readonly holder: Holder;
  /** Lets everything else that waits go first. */
  readonly pause: () => Promise<void>;
  /** Never hears text of a chat. */
  readonly log: (message: string) => void;
  /** Hears of a write that failed with nobody waiting for it; what was to be written is kept, and tried again. */
  readonly failed: (id: string, fault: ArchiveFault) => void;
}

/**
 * The chats on disk. This window writes the chats that it has begun or opened, each of them alone among all
 * windows. Whatever touches files rejects with an {@link ArchiveFault} when it fails.
 */
export class Archive {
  readonly #ports: ArchivePorts;
  readonly #locks: Locks;
  readonly #summaries: Summaries;
  readonly #images: Images;
  readonly #trash: Trash;
  readonly #open: OpenChats;
  readonly #order = new Sequence();
  /** Deleted by this window; with what could not be written of them before. */
  readonly #removed = new Map<string, ChatWriter | undefined>();

  constructor(ports: ArchivePorts) {
    const { files, holder, log } = ports;
    this.#ports = ports;
    this.#locks = new Locks(files, holder);
    this.#summaries = new Summaries(files, log);
    this.#images = new Images(files);
    this.#trash = new Trash(files, this.#locks, holder);
    const writing = { ...ports, locks: this.#locks, lines: new Lines() };
    this.#open = new OpenChats(writing, this.#images, this.#trash);
  }

  /** The chats of which something is not in the files yet. */
  get unsaved(): string[] {
    return [...this.#open.all].filter(([, writer]) => writer.isUnsaved).map(([id]) => id);
  }

  /** The chats that have turns or a draft, newest first. */
  list(): Promise<Summary[]> {
    return this.#summaries.list();
  }

  /** The chats that have all words of the query: first in their titles, then in one turn. */
  async search(query: string, signal: AbortSignal): Promise<Summary[]> {
    const { files, clock, pause } = this.#ports;
    return searchChats(query, await this.list(), files, new Slices(clock, pause), signal);
  }

  /** Takes a new chat in. Nothing is written before there is something to keep. */
  begin(conversation: Conversation): void {
    if (!isChatId(conversation.id)) throw new ArchiveFault('failed', 'id');
    this.#open.begin(conversation);
  }

  /** Opens a chat: for writing, or for reading only if another window writes it. */
  open(id: string): Promise<Opened | NotOpened> {
    if (!isChatId(id)) return Promise.resolve({ fault: 'missing' });
    return this.#inOrder(id, () => this.#open.open(id));
  }

  /** Opens a chat for writing, whoever writes it now; that window's next write fails as `taken`. */
  takeOver(id: string): Promise<Opened | NotOpened> {
    if (!isChatId(id)) return Promise.resolve({ fault: 'missing' });
    return this.#inOrder(id, () => this.#open.takeOver(id));
  }

  /**
   * Writes an open chat's finished turns, and whatever else of it is not written yet. Resolves when this
   * conversation, or a newer one, is safe.
   */
  async save(conversation: Conversation): Promise<void> {
    await this.#open.of(conversation.id).save(conversation);
  }

  /**
   * Writes an open chat's draft and streaming answer within a second, the newest of them only. Throws a fault of
   * kind `taken` for a chat that is not open for writing.
   */
  saveLive(id: string, live: LiveState): void {
    this.#open.of(id).saveLive(live);
  }

  /** Resolves when all of an open chat is written. */
  async flush(id: string): Promise<void> {
    await this.#open.of(id).flush();
  }

  /** Writes all of a chat and lets go of it. A chat that cannot be written stays open. */
  close(id: string): Promise<void> {
    return this.#inOrder(id, () => this.#open.close(id));
  }

  /** Closes all chats: before the extension ends. Tries all; rejects if some could not be written. */
  async closeAll(): Promise<void> {
    const closing = [...this.#open.all.keys()].map((id) => this.close(id));
    const releasing = [...this.#removed.keys()].map((id) => this.#locks.release(id));
    const ends = await Promise.allSettled([...closing, ...releasing]);
    for (const end of ends) if (end.status === 'rejected') throw toArchiveFault(end.reason);
  }

  /** Gives a chat a title of the user's, and resolves to the conversation that has it. */
  rename(id: string, title: string): Promise<Conversation> {
    return this.#inOrder(id, async () => {
      const wasOpen = this.#open.all.has(id);
      const opened = await this.#open.open(id);
      if ('fault' in opened) throw new ArchiveFault('failed', opened.fault);
      const renamed = { ...opened.conversation, title, isRenamed: true };
      await this.save(renamed);
      if (!wasOpen) await this.#open.close(id);
      return renamed;
    });
  }

  /** Deletes a chat; until {@link purge} it can be had back. */
  remove(id: string): Promise<void> {
    return this.#inOrder(id, async () => {
      const writer = this.#open.all.get(id);
      if (writer) await this.#writeIfPossible(writer);
      else if (!(await this.#locks.take(id))) throw new ArchiveFault('taken');
      await this.#open.letGo(id);
      this.#removed.set(id, writer?.isUnsaved ? writer : undefined);
      await this.#trash.putIn(id);
    });
  }

  /** Undoes {@link remove}; the chat is to be opened again. */
  restore(id: string): Promise<void> {
    return this.#inOrder(id, async () => {
      if (!this.#removed.has(id)) return;
      await this.#trash.takeOut(id);
      const writer = this.#removed.get(id);
      this.#removed.delete(id);
      if (writer) this.#open.add(id, writer);
      else await this.#locks.release(id);
    });
  }

  /** Deletes all chats but those that another window writes; resolves to their ids, for {@link restore}. */
  async removeAll(): Promise<string[]> {
    const removed: string[] = [];
    const listed = (await this.list()).map(({ id }) => id);
    for (const id of new Set([...listed, ...this.#open.all.keys()])) {
      try {
        await this.remove(id);
        removed.push(id);
      } catch (error) {
        if (toArchiveFault(error).kind !== 'taken') throw error;
      }
    }
    return removed;
  }

  /** Removes deleted chats for good, and what crashes have left: at the start, and once undo is no longer offered. */
  async purge(): Promise<void> {
    const blanks = await this.#summaries.blanks();
    this.#removed.clear();
    await this.#trash.empty(blanks, (id) => this.#open.all.has(id) || this.#order.isBusy(id));
  }

  /** Keeps a picture for an open chat; resolves to the name for its attachment. */
  putImage(
    id: string,
    bytes: Uint8Array,
    mediaType: ImageAttachment['mediaType'],
  ): Promise<string> {
    return this.#inOrder(id, async () => {
      await this.#open.of(id).hold();
      return this.#images.put(id, bytes, mediaType);
    });
  }

  /** The bytes of a picture; undefined where it is gone, or the name is none of ours. */
  image(file: string): Promise<Uint8Array | undefined> {
    return this.#images.read(file);
  }

  /** A full disk must not keep a chat from being deleted; another window that writes it must. */
  async #writeIfPossible(writer: ChatWriter): Promise<void> {
    try {
      await writer.flush();
    } catch (error) {
      const fault = toArchiveFault(error);
      if (fault.kind === 'taken') throw fault;
      this.#ports.log(`a chat was deleted before all of it was written (${fault.message})`);
    }
  }

  /** Ids may come from anywhere; those that are none never become the name of a file. */
  #inOrder<T>(id: string, task: () => Promise<T>): Promise<T> {
    if (!isChatId(id)) return Promise.reject(new ArchiveFault('failed', 'id'));
    return this.#order.run(id, task);
  }
}
