import { setImmediate } from 'node:timers/promises';
import { Archive } from '../../../../src/chat/archive/archive.ts';
import type { ArchiveFault } from '../../../../src/chat/archive/fault.ts';
import type {
  ArchiveFiles,
  ArchiveFolder,
  FileContent,
  FileFacts,
} from '../../../../src/chat/archive/files.ts';
import { temporaryName } from '../../../../src/chat/archive/names.ts';
import type { Opened } from '../../../../src/chat/archive/openChats.ts';
import type { Answer, Conversation, Question, Turn } from '../../../../src/chat/conversation.ts';
import { FakeClock } from '../../mistral/support.ts';

/** What a window that was killed hears from its files. */
export class Killed extends Error {}

/** A disk that windows share, and that outlives them. */
export class Disk {
  readonly files = new Map<string, { bytes: Uint8Array; modifiedAt: number }>();
  /** The processes that run. */
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

  /** A window: an archive in a process of its own. */
  window(clock = new FakeClock()): Window {
    const pid = ++this.#pid;
    this.alive.add(pid);
    return new Window(this, pid, clock);
  }
}

/** One window's files, archive and life. */
export class Window implements ArchiveFiles {
  /** How many operations are left until the process dies; each write has two. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** What each operation was, for looking at. */
  readonly operations: string[] = [];
  /** Throws what an operation shall fail with. */
  fail: (operation: string, name: string) => void = () => undefined;
  readonly failures: string[] = [];
  readonly logged: string[] = [];
  pauses = 0;
  readonly archive: Archive;

  constructor(
    readonly disk: Disk,
    readonly pid: number,
    readonly clock: FakeClock,
  ) {
    this.archive = new Archive({
      files: this,
      clock,
      holder: { id: `window ${pid}`, pid, isAlive: (other) => disk.alive.has(other) },
      pause: async () => {
        this.pauses++;
        await setImmediate();
      },
      log: (message) => this.logged.push(message),
      failed: (_, fault: ArchiveFault) => this.failures.push(fault.kind),
    });
  }

  kill(): void {
    this.operationsLeft = 0;
    this.disk.alive.delete(this.pid);
  }

  /** Lets timers run that are due after so many milliseconds, and what they start. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 30; turn++) await setImmediate();
  }

  async read(name: string, first?: number): Promise<Uint8Array | undefined> {
    await this.#step('read', name);
    return this.disk.files.get(name)?.bytes.slice(0, first);
  }

  async writeAtomic(name: string, content: FileContent): Promise<void> {
    const temporary = temporaryName(name, this.pid, 1);
    const pieces: (string | Uint8Array)[] = [];
    if (typeof content === 'string' || content instanceof Uint8Array) pieces.push(content);
    else for await (const piece of content) pieces.push(piece);
    await this.#step('write', name);
    this.disk.put(temporary, Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
    await this.#step('place', name);
    const file = this.disk.files.get(temporary)!;
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

  async list(folder: ArchiveFolder): Promise<readonly FileFacts[]> {
    await this.#step('list', folder);
    return [...this.disk.files].flatMap(([path, { bytes, modifiedAt }]) => {
      const name = path.split('/').at(-1)!;
      const isHere = path === (folder === '' ? name : `${folder}/${name}`);
      return isHere ? [{ name, size: bytes.length, modifiedAt }] : [];
    });
  }

  async #step(operation: string, name: string): Promise<void> {
    await setImmediate();
    if (this.operationsLeft-- <= 0) {
      this.disk.alive.delete(this.pid);
      throw new Killed();
    }
    this.operations.push(`${operation} ${name}`);
    this.fail(operation, name);
  }
}

/** A chat's id, another one for each number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function question(id: string, text = `question ${id}`): Question {
  return { role: 'user', id, text, attachments: [], at: 1_000 };
}

export function answer(id: string, changes: Partial<Answer> = {}): Answer {
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

/** Opens a chat that can be opened. */
export async function opened(archive: Archive, number: number): Promise<Opened> {
  const found = await archive.open(idOf(number));
  if ('fault' in found) throw new Error(found.fault);
  return found;
}

/** Begins a chat and has it written. */
export async function kept(archive: Archive, chat: Conversation): Promise<Conversation> {
  archive.begin(chat);
  await archive.save({ ...chat });
  return chat;
}
