import type { Clock } from '../../mistral/clock.ts';
import type { Answer, Conversation, Draft, Turn } from '../conversation.ts';
import { ArchiveFault, toArchiveFault } from './fault.ts';
import type { ArchiveFiles } from './files.ts';
import { headerLine, isFinished, liveText } from './format.ts';
import type { Lines } from './format.ts';
import type { Locks } from './locks.ts';
import { chatFile, inside, liveFile } from './names.ts';
import { isEmpty } from './reading.ts';
import { Slices } from './slices.ts';

/**
 * From the start of one live write to the start of the next, in milliseconds: when the window dies, at most the
 * last second of an answer may be missing, and a slow disk needs a part of that second itself.
 */
const LIVE_PAUSE = 700;
/** The size of the pieces in which a chat is written, in characters. */
const PIECE = 200_000;

/** What a writer works with. */
export interface WriterPorts {
  readonly files: ArchiveFiles;
  readonly locks: Locks;
  readonly lines: Lines;
  readonly clock: Clock;
  readonly pause: () => Promise<void>;
  /** Hears of a write that failed with nobody waiting for it. */
  readonly failed: (id: string, fault: ArchiveFault) => void;
}

/** What changes often. */
export interface LiveState {
  readonly draft: Draft;
  /** The answer that streams. */
  readonly answer?: Answer | undefined;
}

/** Where a chat stands when its writer begins. */
export interface Beginning {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** Whether its files have all this, have it otherwise, or are not there and need not be yet. */
  readonly files: 'same' | 'other' | 'none';
  /** Whether this window has the lock already. */
  readonly isHeld: boolean;
  /** Files to put aside before anything is written. */
  readonly damaged: ReadonlyMap<string, Uint8Array>;
}

/** Writes one open chat. What cannot be written stays here, and the next write tries it again. */
export class ChatWriter {
  readonly #ports: WriterPorts;
  readonly #id: string;
  readonly #damaged: Map<string, Uint8Array>;
  #isHeld: boolean;
  #hasFile: boolean;
  #conversation: Conversation;
  #saved: Conversation | undefined;
  /** The turns in the chat's file. */
  #turns: readonly Turn[];
  #live: LiveState;
  #savedLive: LiveState | undefined;
  #liveAt: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(ports: WriterPorts, beginning: Beginning) {
    this.#ports = ports;
    this.#id = beginning.conversation.id;
    this.#damaged = new Map(beginning.damaged);
    this.#isHeld = beginning.isHeld;
    this.#hasFile = beginning.files !== 'none';
    this.#conversation = beginning.conversation;
    this.#turns = beginning.conversation.turns.filter(isFinished);
    this.#live = { draft: beginning.draft };
    if (beginning.files === 'other') return;
    this.#saved = this.#conversation;
    this.#savedLive = this.#live;
  }

  /** The newest conversation and draft, written or not. */
  get newest(): { readonly conversation: Conversation; readonly draft: Draft } {
    return { conversation: this.#conversation, draft: this.#live.draft };
  }

  /** Whether something is not in the files yet. */
  get isUnsaved(): boolean {
    return this.#saved !== this.#conversation || this.#savedLive !== this.#live;
  }

  /** Writes this conversation or a newer one. Rejects with an {@link ArchiveFault}. */
  save(conversation: Conversation): Promise<void> {
    this.#conversation = conversation;
    return this.#write();
  }

  /** Writes this, or what has replaced it by then, at once or within {@link LIVE_PAUSE}. */
  saveLive(live: LiveState): void {
    this.#live = live;
    if (this.#cancelTimer) return;
    const { clock } = this.#ports;
    // A clock that was set back does not make the wait longer.
    const passed =
      this.#liveAt === undefined ? LIVE_PAUSE : Math.max(0, clock.now() - this.#liveAt);
    this.#cancelTimer = clock.setTimeout(
      () => {
        this.#cancelTimer = undefined;
        this.#write().catch((error: unknown) => {
          this.#ports.failed(this.#id, toArchiveFault(error));
        });
      },
      Math.max(0, LIVE_PAUSE - passed),
    );
  }

  /** Resolves when all is written and nothing is waiting. Rejects with an {@link ArchiveFault}. */
  async flush(): Promise<void> {
    while (this.isUnsaved || this.#running) await this.#write();
  }

  /** Makes sure that this window is the one that writes. Rejects with a fault of kind `taken` if it is not. */
  async hold(): Promise<void> {
    const { locks } = this.#ports;
    // A lock that was ours once and is gone is not taken again: who had it since may have written.
    const isOurs = await (this.#isHeld ? locks.isOurs(this.#id) : locks.take(this.#id));
    if (!isOurs) throw new ArchiveFault('taken');
    this.#isHeld = true;
  }

  /** Resolves when nothing is being written and nothing waits to be. */
  async stop(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    // Whoever waits for a write hears how it ended.
    while (this.#running) await this.#running.catch(() => undefined);
  }

  /** Writes the newest conversation to another file. */
  async copyTo(name: string): Promise<void> {
    const { turns } = this.#conversation;
    await this.#ports.files.writeAtomic(name, this.#pieces(this.#conversation, turns));
  }

  /** One write at a time; those who come while it runs share the next one, which takes the newest of all. */
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
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.isUnsaved) return;
    try {
      await this.hold();
      await this.#putAside();
      // The chat first: a live answer means something after its question only. An answer that ends meanwhile is
      // in neither of the two before the next write: until then its live state is what there is of it.
      const live = this.#live;
      await this.#writeConversation();
      await this.#writeLive(live);
    } catch (error) {
      throw toArchiveFault(error);
    }
  }

  async #putAside(): Promise<void> {
    for (const [name, bytes] of this.#damaged) {
      const copy = inside('damaged', `${this.#ports.clock.now()}-${name}`);
      await this.#ports.files.writeAtomic(copy, bytes);
      this.#damaged.delete(name);
    }
  }

  async #writeConversation(): Promise<void> {
    const conversation = this.#conversation;
    if (this.#hasFile && this.#saved === conversation) return;
    const turns = this.#finished(conversation);
    await this.#ports.files.writeAtomic(chatFile(this.#id), this.#pieces(conversation, turns));
    this.#hasFile = true;
    this.#turns = turns;
    this.#saved = conversation;
  }

  /** An answer that goes on stays in the file as it was before, until it is finished again. */
  #finished({ turns }: Conversation): Turn[] {
    const before = new Map(this.#turns.map((turn) => [turn.id, turn]));
    return turns.flatMap((turn) => (isFinished(turn) ? turn : (before.get(turn.id) ?? [])));
  }

  async *#pieces(conversation: Conversation, turns: readonly Turn[]): AsyncGenerator<string, void> {
    const slices = new Slices(this.#ports.clock, this.#ports.pause);
    let piece = headerLine(conversation, turns.length);
    for (const turn of turns) {
      piece += this.#ports.lines.of(turn);
      if (piece.length >= PIECE) {
        yield piece;
        piece = '';
      }
      await slices.rest();
    }
    yield piece;
  }

  async #writeLive(live: LiveState): Promise<void> {
    if (this.#savedLive === live) return;
    this.#liveAt = this.#ports.clock.now();
    const { draft, answer } = live;
    const name = liveFile(this.#id);
    const after = this.#turns.at(-1)?.id;
    if (isEmpty(draft) && !answer) await this.#ports.files.remove(name);
    else {
      // An answer is written again and again while it streams: waiting for the disk each time would leave more
      // of it unwritten than a power cut takes.
      const durability = answer ? 'process' : 'machine';
      await this.#ports.files.writeAtomic(name, liveText({ draft, answer, after }), durability);
    }
    this.#savedLive = live;
  }
}
