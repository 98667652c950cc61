import { setImmediate } from 'node:timers/promises';
import { ChatArchive } from '../../src/chat/archive/chatArchive.ts';
import { StorageError } from '../../src/chat/archive/storageError.ts';
import type {
  AtomicFiles,
  ArchiveFolder,
  Durability,
  FileContent,
  FileMetadata,
} from '../../src/chat/archive/atomicFiles.ts';
import { temporaryName } from '../../src/chat/archive/archiveFileNames.ts';
import type { OpenedChat } from '../../src/chat/archive/openChats.ts';
import type {
  AssistantTurn,
  Conversation,
  UserTurn,
  Turn,
} from '../../src/chat/session/conversation.ts';
import { FakeClock } from './fakeClock.ts';

/** Thrown by the files of a window that was killed. */
export class Killed extends Error {}

/** A disk that windows share and that outlives them. */
export class Disk {
  readonly files = new Map<string, { bytes: Uint8Array; modifiedAt: number }>();
  /** The IDs of the running processes. */
  readonly alive = new Set<number>();
  #time = 0;
  #pid = 100;

  put(name: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.files.set(name, { bytes: Uint8Array.from(bytes), modifiedAt: ++this.#time });
  }

  text(name: string): string {
    const file = this.files.get(name);
    if (!file) throw new Error(`no ${name} among ${this.names().join(' ')}`);
    return new TextDecoder().decode(file.bytes);
  }

  names(prefix = ''): string[] {
    return [...this.files.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  /** A window: an archive in its own process. */
  window(clock = new FakeClock()): Window {
    const pid = ++this.#pid;
    this.alive.add(pid);
    return new Window(this, pid, clock);
  }
}

/** One window's files, archive and life. */
export class Window implements AtomicFiles {
  /** How many operations are left until the process dies; each write has two. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** The operations so far. */
  readonly operations: string[] = [];
  /** Throws the error with which an operation must fail. */
  fail: (operation: string, name: string) => void = () => undefined;
  readonly failures: string[] = [];
  readonly logged: string[] = [];
  /** Awaited before each operation; determines which window is next. */
  turn: () => Promise<unknown> = () => setImmediate();
  pauses = 0;
  #writes = 0;
  readonly archive: ChatArchive;

  constructor(
    readonly disk: Disk,
    readonly pid: number,
    readonly clock: FakeClock,
  ) {
    this.archive = new ChatArchive({
      files: this,
      clock,
      owner: { id: `window ${pid}`, pid, isAlive: (other) => disk.alive.has(other) },
      yieldToEventLoop: async () => {
        this.pauses++;
        await setImmediate();
      },
      log: (message) => this.logged.push(message),
      onError: (_, fault: StorageError) => this.failures.push(fault.kind),
    });
  }

  kill(): void {
    this.operationsLeft = 0;
    this.disk.alive.delete(this.pid);
  }

  /** Advances the clock by `ms` milliseconds and runs the timers that become due. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 30; turn++) await setImmediate();
  }

  async read(name: string, first?: number): Promise<Uint8Array | undefined> {
    await this.#step('read', name);
    return this.disk.files.get(name)?.bytes.slice(0, first);
  }

  async writeAtomic(
    name: string,
    content: FileContent,
    _?: Durability,
    check?: () => Promise<void>,
  ): Promise<void> {
    const plain = temporaryName(name, this.pid, ++this.#writes);
    const temporary = check ? `staging/${plain.split('/').at(-1)!}` : plain;
    const pieces: (string | Uint8Array)[] = [];
    if (typeof content === 'string' || content instanceof Uint8Array) pieces.push(content);
    else for await (const piece of content) pieces.push(piece);
    await this.#step('write', name);
    this.disk.put(temporary, Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
    try {
      await check?.();
    } catch (error) {
      if (!(error instanceof Killed)) this.disk.files.delete(temporary);
      throw error;
    }
    await this.#step('place', name);
    const file = this.disk.files.get(temporary);
    if (!file) throw new StorageError('failed', 'ENOENT');
    this.disk.files.delete(temporary);
    this.disk.files.set(name, file);
  }

  async createExclusive(name: string, text: string): Promise<boolean> {
    await this.#step('create', name);
    if (this.disk.files.has(name)) return false;
    this.disk.put(name, text);
    return true;
  }

  async move(from: string, to: string): Promise<boolean> {
    await this.#step('move', from);
    const file = this.disk.files.get(from);
    if (!file) return false;
    this.disk.files.delete(from);
    this.disk.files.set(to, file);
    return true;
  }

  async remove(name: string): Promise<void> {
    await this.#step('remove', name);
    this.disk.files.delete(name);
  }

  async names(folder: ArchiveFolder): Promise<readonly string[]> {
    await this.#step('names', folder);
    return this.#in(folder).map(({ name }) => name);
  }

  async copy(from: string, to: string): Promise<boolean> {
    await this.#step('copy', from);
    const file = this.disk.files.get(from);
    if (file) this.disk.files.set(to, file);
    return file !== undefined;
  }

  async list(folder: ArchiveFolder): Promise<readonly FileMetadata[]> {
    await this.#step('list', folder);
    return this.#in(folder);
  }

  #in(folder: ArchiveFolder): FileMetadata[] {
    return [...this.disk.files].flatMap(([path, { bytes, modifiedAt }]) => {
      const name = path.split('/').at(-1)!;
      const isHere = path === (folder === '' ? name : `${folder}/${name}`);
      return isHere ? [{ name, size: bytes.length, modifiedAt }] : [];
    });
  }

  async #step(operation: string, name: string): Promise<void> {
    await this.turn();
    if (this.operationsLeft-- <= 0) {
      this.disk.alive.delete(this.pid);
      throw new Killed();
    }
    this.operations.push(`${operation} ${name}`);
    this.fail(operation, name);
  }
}

/** The ID of the chat with a number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function question(id: string, text = `question ${id}`): UserTurn {
  return { role: 'user', id, text, attachments: [], at: 1_000 };
}

export function answer(id: string, changes: Partial<AssistantTurn> = {}): AssistantTurn {
  return {
    role: 'assistant',
    id,
    text: `answer ${id}`,
    thinking: '',
    state: 'done',
    model: 'mistral-medium-latest',
    service: 'mistral',
    at: 2_000,
    ...changes,
  };
}

export function conversation(
  number: number,
  turns: readonly Turn[] = [],
  changes: Partial<Conversation> = {},
): Conversation {
  return {
    id: idOf(number),
    title: `chat ${number}`,
    isRenamed: false,
    workspace: 'file:///work',
    createdAt: 1_000,
    updatedAt: 1_000 + number,
    turns,
    ...changes,
  };
}

/** Opens a chat; throws if it cannot be opened. */
export async function opened(archive: ChatArchive, number: number): Promise<OpenedChat> {
  const found = await archive.open(idOf(number));
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

/** Creates and saves a chat. */
export async function saved(archive: ChatArchive, chat: Conversation): Promise<Conversation> {
  archive.begin(chat);
  await archive.save({ ...chat });
  return chat;
}
