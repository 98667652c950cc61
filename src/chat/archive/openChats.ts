import { EMPTY_DRAFT } from '../session/conversation.ts';
import type { Conversation, Draft } from '../session/conversation.ts';
import { StorageError, toStorageError } from './storageError.ts';
import type { UnreadableChatReason } from './archiveFormat.ts';
import type { ImageStore } from './imageStore.ts';
import { chatFile, pathIn, draftFile } from './archiveFileNames.ts';
import { isEmpty, readChat } from './readChat.ts';
import { TimeSlice } from '../../base/yielding.ts';
import type { Trash } from './trash.ts';
import { ChatWriter } from './chatWriter.ts';
import type { WriterPorts } from './chatWriter.ts';

/** An opened chat. */
export interface OpenedChat {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** Whether another window writes it: it is read-only but can be taken over. */
  readonly isReadOnly: boolean;
  /** Whether some of it was unreadable; the original files are in the folder of damaged ones. */
  readonly isRecovered: boolean;
}

/** Why a chat can't be opened: it doesn't exist, nothing of it is readable, or a newer build wrote it. */
export interface OpenFailure {
  readonly reason: 'missing' | UnreadableChatReason;
}

/** What {@link OpenChats} needs in addition to a writer's dependencies. */
export interface OpenChatsPorts extends WriterPorts {
  readonly log: (message: string) => void;
}

/** The chats that this window writes. Calls for the same chat must not overlap. */
export class OpenChats {
  readonly #ports: OpenChatsPorts;
  readonly #images: ImageStore;
  readonly #trash: Trash;
  readonly #writers = new Map<string, ChatWriter>();

  constructor(ports: OpenChatsPorts, images: ImageStore, trash: Trash) {
    this.#ports = ports;
    this.#images = images;
    this.#trash = trash;
  }

  /** The chats and their writers. */
  get all(): ReadonlyMap<string, ChatWriter> {
    return this.#writers;
  }

  /** The writer of an open chat. Throws an error of kind `taken` if the chat is not open for writing here. */
  writerOf(id: string): ChatWriter {
    const writer = this.#writers.get(id);
    if (!writer) throw new StorageError('taken');
    return writer;
  }

  /** Adds a chat without files. */
  begin(conversation: Conversation): void {
    const writer = new ChatWriter(this.#ports, {
      conversation,
      draft: EMPTY_DRAFT,
      files: conversation.turns.length === 0 ? 'none' : 'other',
      hasDraftFile: false,
      ownsLock: false,
      damaged: new Map(),
    });
    this.#writers.set(conversation.id, writer);
  }

  /** Adds a chat that was detached, with its unwritten changes. */
  add(id: string, writer: ChatWriter): void {
    this.#writers.set(id, writer);
  }

  /** Detaches a chat, including unwritten changes; resolves when no write is running. */
  async release(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    this.#writers.delete(id);
    await writer?.stop();
  }

  /** Opens a chat for writing, or read-only if another window writes it. */
  async open(id: string): Promise<OpenedChat | OpenFailure> {
    const writer = this.#writers.get(id);
    if (writer) {
      const isLockedByOther = (await this.#faultOf(writer.acquire()))?.kind === 'taken';
      // Unwritten changes are not in any file yet.
      if (!isLockedByOther || writer.isUnsaved) return openedFrom(writer, isLockedByOther);
      this.#writers.delete(id);
    }
    let hasLock = false;
    try {
      hasLock = await this.#ports.locks.acquire(id);
      if (!hasLock) return await this.readCopy(id);
    } catch (error) {
      // The disk is not writable. Each write tries again and reports that.
      this.#ports.log(`a chat could not be locked (${toStorageError(error).message})`);
    }
    return this.#load(id, hasLock);
  }

  /** Opens a chat for writing even if another window writes it. */
  async takeOver(id: string): Promise<OpenedChat | OpenFailure> {
    const own = this.#writers.get(id);
    await own?.stop();
    await this.#ports.locks.force(id);
    const opened = await this.#load(id, true);
    if (!own?.isUnsaved || 'reason' in opened) return opened;
    if (continues(own.newest.conversation, opened.conversation)) {
      this.#writers.set(id, own);
      const { draft } = own.newest;
      own.saveDraft({
        draft: own.isDraftUnsaved ? joinDrafts(opened.draft, draft) : opened.draft,
      });
      await this.#writeNow(id, own);
      return openedFrom(own, false);
    }
    // The other window has continued the chat differently: that version is used, and ours is quarantined.
    await own.copyTo(this.#quarantineName(chatFile(id)));
    return { ...opened, isRecovered: true };
  }

  /** Saves and closes a chat. A chat that cannot be written stays open. */
  async close(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    if (!writer) return;
    await writer.flush();
    this.#writers.delete(id);
    const { conversation, draft } = writer.newest;
    // List before checking the lock: images that are added later belong to another window.
    const unused = await this.#images.unused(conversation, draft);
    if ((await this.#faultOf(writer.acquire())) !== undefined) return;
    if (conversation.turns.length === 0 && isEmpty(draft)) {
      await this.#trash.remove(id, () => this.#ports.locks.check(id));
    } else {
      await this.#images.remove(unused);
      await this.#ports.locks.release(id);
    }
  }

  /** A read-only copy of a chat: with its unwritten changes if this window writes it. */
  async readCopy(id: string): Promise<OpenedChat | OpenFailure> {
    const writer = this.#writers.get(id);
    if (writer) return openedFrom(writer, true);
    const stored = await this.#read(id);
    if (typeof stored === 'string') return { reason: stored };
    const { conversation, draft, damaged } = stored;
    return { conversation, draft, isReadOnly: true, isRecovered: damaged.size > 0 };
  }

  async #load(id: string, ownsLock: boolean): Promise<OpenedChat | OpenFailure> {
    const stored = await this.#read(id).catch(async (error: unknown) => {
      await this.#ports.locks.release(id);
      throw error;
    });
    if (typeof stored === 'string') {
      if (stored === 'damaged') await this.#quarantineFiles(id);
      await this.#ports.locks.release(id);
      return { reason: stored };
    }
    const { damaged, hasInterruptedAnswer } = stored;
    const files = damaged.size > 0 || hasInterruptedAnswer ? 'other' : 'same';
    const writer = new ChatWriter(this.#ports, { ...stored, files, ownsLock });
    this.#writers.set(id, writer);
    if (files === 'other') await this.#writeNow(id, writer);
    return { ...openedFrom(writer, false), isRecovered: damaged.size > 0 };
  }

  #read(id: string): ReturnType<typeof readChat> {
    const { files, clock, yieldToEventLoop, lines } = this.#ports;
    return readChat(id, files, new TimeSlice(clock, yieldToEventLoop), lines);
  }

  /** A chat without readable content is moved, never deleted. */
  async #quarantineFiles(id: string): Promise<void> {
    try {
      for (const name of [chatFile(id), draftFile(id)]) {
        await this.#ports.files.move(name, this.#quarantineName(name));
      }
    } catch (error) {
      this.#ports.log(`a damaged chat could not be quarantined (${toStorageError(error).message})`);
    }
  }

  #quarantineName(name: string): string {
    return pathIn('damaged', `${this.#ports.clock.now()}-${name}`);
  }

  async #writeNow(id: string, writer: ChatWriter): Promise<void> {
    const fault = await this.#faultOf(writer.flush());
    if (fault) this.#ports.onError(id, fault);
  }

  #faultOf(task: Promise<void>): Promise<StorageError | undefined> {
    return task.then(() => undefined, toStorageError);
  }
}

function openedFrom({ newest }: ChatWriter, isReadOnly: boolean): OpenedChat {
  return { ...newest, isReadOnly, isRecovered: false };
}

/** Two windows may each have written a draft: keep both. */
function joinDrafts(theirs: Draft, ours: Draft): Draft {
  const texts = ours.text.includes(theirs.text) ? [ours.text] : [theirs.text, ours.text];
  const ids = new Set(ours.attachments.map(({ id }) => id));
  return {
    text: texts.filter((text) => text !== '').join('\n'),
    attachments: [...theirs.attachments.filter(({ id }) => !ids.has(id)), ...ours.attachments],
  };
}

/** Whether the longer conversation starts with all turns of the other one. */
function continues(longer: Conversation, other: Conversation): boolean {
  return other.turns.every(({ id }, index) => longer.turns[index]?.id === id);
}
