import { EMPTY_DRAFT } from '../conversation.ts';
import type { Conversation, Draft } from '../conversation.ts';
import { ArchiveFault, toArchiveFault } from './fault.ts';
import type { Unreadable } from './format.ts';
import type { Images } from './images.ts';
import { chatFile, inside, liveFile } from './names.ts';
import { isEmpty, readChat } from './reading.ts';
import { Slices } from './slices.ts';
import type { Trash } from './trash.ts';
import { ChatWriter } from './writer.ts';
import type { WriterPorts } from './writer.ts';

/** A chat that was opened. */
export interface Opened {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** Another window writes it: it can be read, or taken over. */
  readonly isReadOnly: boolean;
  /** Some of it could not be kept; the files as they were lie in the folder of damaged ones. */
  readonly isRecovered: boolean;
}

/** A chat that cannot be opened: not there, nothing left of it to read, or written by a newer build. */
export interface NotOpened {
  readonly fault: 'missing' | Unreadable;
}

/** What open chats need, beside what writing them needs. */
export interface OpenChatsPorts extends WriterPorts {
  readonly log: (message: string) => void;
}

/** The chats that this window writes. Calls about one chat must not overlap. */
export class OpenChats {
  readonly #ports: OpenChatsPorts;
  readonly #images: Images;
  readonly #trash: Trash;
  readonly #writers = new Map<string, ChatWriter>();

  constructor(ports: OpenChatsPorts, images: Images, trash: Trash) {
    this.#ports = ports;
    this.#images = images;
    this.#trash = trash;
  }

  /** The chats and their writers. */
  get all(): ReadonlyMap<string, ChatWriter> {
    return this.#writers;
  }

  /** The writer of an open chat. A chat that is not open here is another window's, as far as writing goes. */
  of(id: string): ChatWriter {
    const writer = this.#writers.get(id);
    if (!writer) throw new ArchiveFault('taken');
    return writer;
  }

  /** Takes a chat in that no file is there of. */
  begin(conversation: Conversation): void {
    const writer = new ChatWriter(this.#ports, {
      conversation,
      draft: EMPTY_DRAFT,
      files: conversation.turns.length === 0 ? 'none' : 'other',
      isHeld: false,
      damaged: new Map(),
    });
    this.#writers.set(conversation.id, writer);
  }

  /** Takes a chat in that was let go of, with what it has not written. */
  add(id: string, writer: ChatWriter): void {
    this.#writers.set(id, writer);
  }

  /** Lets go of a chat, whatever it has not written; resolves when nothing writes any more. */
  async letGo(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    this.#writers.delete(id);
    await writer?.stop();
  }

  /** Opens a chat: for writing, or for reading only if another window writes it. */
  async open(id: string): Promise<Opened | NotOpened> {
    const writer = this.#writers.get(id);
    if (writer) {
      const isTaken = (await this.#faultOf(writer.hold()))?.kind === 'taken';
      // What is not written yet is in no file to be read from.
      if (!isTaken || writer.isUnsaved) return openedFrom(writer, isTaken);
      this.#writers.delete(id);
    }
    let hasLock = false;
    try {
      hasLock = await this.#ports.locks.take(id);
      if (!hasLock) return await this.#look(id);
    } catch (error) {
      // Nobody can write there; each write tries it again, and says so.
      this.#ports.log(`a chat could not be locked (${toArchiveFault(error).message})`);
    }
    return this.#load(id, hasLock);
  }

  /** Opens a chat for writing, whoever writes it now. */
  async takeOver(id: string): Promise<Opened | NotOpened> {
    const mine = this.#writers.get(id);
    await mine?.stop();
    await this.#ports.locks.seize(id);
    const opened = await this.#load(id, true);
    if (!mine?.isUnsaved || 'fault' in opened) return opened;
    if (goesOn(mine.newest.conversation, opened.conversation)) {
      this.#writers.set(id, mine);
      await this.#writeNow(id, mine);
      return openedFrom(mine, false);
    }
    // The other window has gone on in another way: that is the chat now, and ours is put aside.
    await mine.copyTo(this.#aside(chatFile(id)));
    return { ...opened, isRecovered: true };
  }

  /** Writes all of a chat and lets go of it. A chat that cannot be written stays open. */
  async close(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    if (!writer) return;
    await writer.flush();
    this.#writers.delete(id);
    if ((await this.#faultOf(writer.hold())) !== undefined) return;
    const { conversation, draft } = writer.newest;
    if (conversation.turns.length === 0 && isEmpty(draft)) {
      await this.#trash.remove(id);
    } else {
      await this.#images.tidy(conversation, draft);
      await this.#ports.locks.release(id);
    }
  }

  /** Reads a chat that another window writes. */
  async #look(id: string): Promise<Opened | NotOpened> {
    const stored = await this.#read(id);
    if (typeof stored === 'string') return { fault: stored };
    const { conversation, draft, damaged } = stored;
    return { conversation, draft, isReadOnly: true, isRecovered: damaged.size > 0 };
  }

  async #load(id: string, isHeld: boolean): Promise<Opened | NotOpened> {
    const stored = await this.#read(id).catch(async (error: unknown) => {
      await this.#ports.locks.release(id);
      throw error;
    });
    if (typeof stored === 'string') {
      if (stored === 'damaged') await this.#putAway(id);
      await this.#ports.locks.release(id);
      return { fault: stored };
    }
    const { damaged, hasBrokenOff } = stored;
    const files = damaged.size > 0 || hasBrokenOff ? 'other' : 'same';
    const writer = new ChatWriter(this.#ports, { ...stored, files, isHeld });
    this.#writers.set(id, writer);
    if (files === 'other') await this.#writeNow(id, writer);
    return { ...openedFrom(writer, false), isRecovered: damaged.size > 0 };
  }

  #read(id: string): ReturnType<typeof readChat> {
    const { files, clock, pause, lines } = this.#ports;
    return readChat(id, files, new Slices(clock, pause), lines);
  }

  /** A chat with nothing left to read is moved, never removed. */
  async #putAway(id: string): Promise<void> {
    try {
      for (const name of [chatFile(id), liveFile(id)]) {
        await this.#ports.files.move(name, this.#aside(name));
      }
    } catch (error) {
      this.#ports.log(`a damaged chat could not be put aside (${toArchiveFault(error).message})`);
    }
  }

  #aside(name: string): string {
    return inside('damaged', `${this.#ports.clock.now()}-${name}`);
  }

  async #writeNow(id: string, writer: ChatWriter): Promise<void> {
    const fault = await this.#faultOf(writer.flush());
    if (fault) this.#ports.failed(id, fault);
  }

  #faultOf(task: Promise<void>): Promise<ArchiveFault | undefined> {
    return task.then(() => undefined, toArchiveFault);
  }
}

function openedFrom({ newest }: ChatWriter, isReadOnly: boolean): Opened {
  return { ...newest, isReadOnly, isRecovered: false };
}

/** Whether the longer conversation begins with all turns of the other. */
function goesOn(longer: Conversation, other: Conversation): boolean {
  return other.turns.every(({ id }, index) => longer.turns[index]?.id === id);
}
