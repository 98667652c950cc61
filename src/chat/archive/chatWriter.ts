import type { Clock } from '../../base/clock.ts';
import type { AssistantTurn, Conversation, Draft, Turn } from '../session/conversation.ts';
import { StorageError, toStorageError } from './storageError.ts';
import type { AtomicFiles, Durability, FileContent } from './atomicFiles.ts';
import { headerLine, isFinished, draftSnapshotText } from './archiveFormat.ts';
import type { LineCache } from './archiveFormat.ts';
import type { FileLocks } from './fileLocks.ts';
import { chatFile, pathIn, draftFile } from './archiveFileNames.ts';
import { isEmpty } from './readChat.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';
import { TimeSlice } from '../../base/yielding.ts';

/**
 * Time from the start of one write of the draft state to the start of the next, in milliseconds. If the window dies, at
 * most the last second of an answer may be lost, and a slow disk takes part of that second.
 */
const DRAFT_WRITE_INTERVAL_MS = 700;
/** The size of the pieces in which a chat is written, in characters. */
const PIECE = 200_000;

/** What {@link ChatWriter} needs. */
export interface WriterPorts {
  readonly files: AtomicFiles;
  readonly locks: FileLocks;
  readonly lines: LineCache;
  readonly clock: Clock;
  readonly yieldToEventLoop: () => Promise<void>;
  /** Called with a failed write that no caller waits for. */
  readonly onError: (id: string, fault: StorageError) => void;
}

/** The parts of a chat that change often. */
export interface DraftState {
  readonly draft: Draft;
  /** The streaming answer. */
  readonly answer?: AssistantTurn | undefined;
}

/** The initial state of a writer. */
export interface ChatWriterState {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** Whether the files are up to date, outdated, or not needed yet. */
  readonly files: 'same' | 'other' | 'none';
  /** Whether a draft file exists: it must then be written even if it becomes empty. */
  readonly hasDraftFile: boolean;
  /** Whether this window owns the lock. */
  readonly ownsLock: boolean;
  /** The partly unreadable files to quarantine before anything is written: their bytes by name. */
  readonly damaged: ReadonlyMap<string, Uint8Array>;
}

/** Writes one open chat. Data that cannot be written is kept, and the next write tries again. */
export class ChatWriter {
  readonly #ports: WriterPorts;
  readonly #id: string;
  readonly #damaged: Map<string, Uint8Array>;
  #ownsLock: boolean;
  #hasFile: boolean;
  #hasDraftFile: boolean;
  #conversation: Conversation;
  #saved: Conversation | undefined;
  /** The turns in the chat's file. */
  #turns: readonly Turn[];
  #draftState: DraftState;
  #savedDraft: DraftState | undefined;
  #draftWrittenAt: number | undefined;
  readonly #timer: RunOnceScheduler;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(ports: WriterPorts, initial: ChatWriterState) {
    this.#ports = ports;
    this.#timer = new RunOnceScheduler(ports.clock, () => {
      this.#write().catch((error: unknown) => {
        ports.onError(this.#id, toStorageError(error));
      });
    });
    this.#id = initial.conversation.id;
    this.#damaged = new Map(initial.damaged);
    this.#ownsLock = initial.ownsLock;
    this.#hasFile = initial.files !== 'none';
    this.#hasDraftFile = initial.hasDraftFile;
    this.#conversation = initial.conversation;
    this.#turns = initial.conversation.turns.filter(isFinished);
    this.#draftState = { draft: initial.draft };
    if (initial.files === 'other') return;
    this.#saved = this.#conversation;
    this.#savedDraft = this.#draftState;
  }

  /** The current conversation and draft, written or not. */
  get newest(): { readonly conversation: Conversation; readonly draft: Draft } {
    return { conversation: this.#conversation, draft: this.#draftState.draft };
  }

  /** Whether there are unwritten changes. */
  get isUnsaved(): boolean {
    return this.#saved !== this.#conversation || this.#savedDraft !== this.#draftState;
  }

  /** Whether the current draft is not in the files yet. */
  get isDraftUnsaved(): boolean {
    return this.#savedDraft?.draft !== this.#draftState.draft;
  }

  /** Writes this conversation or a newer one. Rejects with a {@link StorageError}. */
  save(conversation: Conversation): Promise<void> {
    this.#conversation = conversation;
    return this.#write();
  }

  /** Writes this state, or its replacement, at once or within {@link DRAFT_WRITE_INTERVAL_MS}. */
  saveDraft(state: DraftState): void {
    this.#draftState = state;
    const { clock } = this.#ports;
    // A clock that was set back must not extend the wait.
    const passed =
      this.#draftWrittenAt === undefined
        ? DRAFT_WRITE_INTERVAL_MS
        : Math.max(0, clock.now() - this.#draftWrittenAt);
    this.#timer.scheduleOnce(Math.max(0, DRAFT_WRITE_INTERVAL_MS - passed));
  }

  /** Resolves when everything is written. Rejects with a {@link StorageError}. */
  async flush(): Promise<void> {
    while (this.isUnsaved || this.#running) await this.#write();
  }

  /** Ensures that this window owns the lock. Rejects with an error of kind `taken` if it does not. */
  async acquire(): Promise<void> {
    const { locks } = this.#ports;
    // A lost lock is not acquired again: its new owner may have written in the meantime.
    const isOurs = await (this.#ownsLock ? locks.isOurs(this.#id) : locks.acquire(this.#id));
    if (!isOurs) throw new StorageError('taken');
    this.#ownsLock = true;
  }

  /** Resolves when no write is running or waiting. */
  async stop(): Promise<void> {
    this.#timer.cancel();
    // The callers of the write receive its error.
    while (this.#running) await this.#running.catch(() => undefined);
  }

  /** Writes the current conversation to another file. */
  async copyTo(name: string): Promise<void> {
    const { turns } = this.#conversation;
    await this.#ports.files.writeAtomic(name, this.#pieces(this.#conversation, turns));
  }

  /** One write at a time. Calls during a write share the next one, which writes the latest state. */
  #write(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#writeNow().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#write();
      });
    return this.#next;
  }

  async #writeNow(): Promise<void> {
    this.#timer.cancel();
    if (!this.isUnsaved) return;
    try {
      await this.acquire();
      await this.#quarantine();
      // The chat's file first, because a streaming answer refers to its question. An answer that finishes in the meantime
      // is in neither file until the next write: its draft state is kept until then.
      const draftState = this.#draftState;
      await this.#writeConversation();
      await this.#writeDraft(draftState);
    } catch (error) {
      throw await this.#faultOf(error);
    }
  }

  /** The window that owns the lock now has removed the staged file. */
  async #faultOf(error: unknown): Promise<StorageError> {
    const fault = toStorageError(error);
    if (fault.kind !== 'failed' || !this.#ownsLock) return fault;
    const isOurs = await this.#ports.locks.isOurs(this.#id).catch(() => true);
    return isOurs ? fault : new StorageError('taken');
  }

  /** Writes a file of this chat, unless another window owns the lock. */
  async #writeAsOwner(name: string, content: FileContent, durability: Durability): Promise<void> {
    const { files, locks } = this.#ports;
    await files.writeAtomic(name, content, durability, () => locks.check(this.#id));
  }

  async #quarantine(): Promise<void> {
    for (const [name, bytes] of this.#damaged) {
      const copy = pathIn('damaged', `${this.#ports.clock.now()}-${name}`);
      await this.#ports.files.writeAtomic(copy, bytes);
      this.#damaged.delete(name);
    }
  }

  async #writeConversation(): Promise<void> {
    const conversation = this.#conversation;
    if (this.#hasFile && this.#saved === conversation) return;
    const turns = this.#finished(conversation);
    const pieces = this.#pieces(conversation, turns);
    await this.#writeAsOwner(chatFile(this.#id), pieces, 'machine');
    this.#hasFile = true;
    this.#turns = turns;
    this.#saved = conversation;
  }

  /** While an answer is continued, the file keeps its previous state until it is finished again. */
  #finished({ turns }: Conversation): Turn[] {
    const before = new Map(this.#turns.map((turn) => [turn.id, turn]));
    return turns.flatMap((turn) => (isFinished(turn) ? turn : (before.get(turn.id) ?? [])));
  }

  async *#pieces(conversation: Conversation, turns: readonly Turn[]): AsyncGenerator<string, void> {
    const slices = new TimeSlice(this.#ports.clock, this.#ports.yieldToEventLoop);
    let piece = headerLine(conversation, turns.length);
    for (const turn of turns) {
      piece += this.#ports.lines.lineOf(turn);
      if (piece.length >= PIECE) {
        yield piece;
        piece = '';
      }
      await slices.yieldIfDue();
    }
    yield piece;
  }

  async #writeDraft(draftState: DraftState): Promise<void> {
    if (this.#savedDraft === draftState) return;
    this.#draftWrittenAt = this.#ports.clock.now();
    const { draft, answer } = draftState;
    const after = this.#turns.at(-1)?.id;
    const isNothing = isEmpty(draft) && !answer;
    // A streaming answer is written repeatedly: waiting for the disk each time would lose more than a power failure.
    const durability = answer ? 'process' : 'machine';
    // The file is emptied, not deleted: a late deletion could remove what another window has written since.
    if (this.#hasDraftFile || !isNothing) {
      const text = draftSnapshotText({ draft, answer, after });
      await this.#writeAsOwner(draftFile(this.#id), text, durability);
    }
    this.#hasDraftFile ||= !isNothing;
    this.#savedDraft = draftState;
  }
}
