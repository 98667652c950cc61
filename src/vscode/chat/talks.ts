import * as vscode from 'vscode';
import type { Archive } from '../../chat/archive/archive.ts';
import type { NotOpened, Opened } from '../../chat/archive/openChats.ts';
import { toArchiveFault } from '../../chat/archive/fault.ts';
import type { ArchiveFault } from '../../chat/archive/fault.ts';
import type { Answer, Conversation, Draft } from '../../chat/conversation.ts';
import { EMPTY_DRAFT } from '../../chat/conversation.ts';
import type { TalkPorts } from '../../chat/talk.ts';
import { Talk } from '../../chat/talk.ts';

/** Where the id of the chat that was last open is kept, for each workspace. */
const LAST = 'chat.last';

/** What talks need beside what each of them does. */
export interface TalksPorts extends Omit<TalkPorts, 'save' | 'saveLive'> {
  readonly archive: Archive;
  readonly memory: vscode.Memento;
  /** Another talk is on screen. */
  readonly switched: () => void;
  /** Something of a chat could not be written. */
  readonly failed: (id: string, fault: ArchiveFault) => void;
}

/** The talk on screen, and those whose answers still stream behind it. */
export class Talks {
  readonly #ports: TalksPorts;
  readonly #open = new Map<string, Talk>();
  #current: Talk;
  /** The id of the talk that is wanted on screen: opening one may take a while. */
  #wanted = '';
  #isReadOnly = false;

  constructor(ports: TalksPorts) {
    this.#ports = ports;
    this.#current = this.#begun();
    this.#open.set(this.#current.conversation.id, this.#current);
  }

  /** The talk on screen. */
  get current(): Talk {
    return this.#current;
  }

  /** Whether another window writes the talk on screen. */
  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** The URI of the workspace, as conversations keep it. */
  get workspace(): string | undefined {
    return workspaceUri();
  }

  /** Brings back the talk that was last open in this workspace, if there is one. */
  async restore(): Promise<Opened | NotOpened | undefined> {
    const { memory } = this.#ports;
    const last = memory.get<unknown>(LAST);
    // Where there is none to come back, the new one is what is open.
    void memory.update(LAST, this.#current.conversation.id);
    if (typeof last !== 'string') return undefined;
    const opened = await this.open(last);
    // One that was deleted meanwhile is not missed.
    return 'fault' in opened && opened.fault === 'missing' ? undefined : opened;
  }

  /** Puts a new talk on screen; one in which nothing was said yet is new enough. */
  begin(): void {
    const { conversation, draft } = this.#current;
    const isNew = conversation.turns.length === 0 && draft.attachments.length === 0;
    if (isNew && draft.text === '' && !this.#isReadOnly) return;
    this.#show(this.#begun(), false);
  }

  /** Puts a talk on screen; says why if it cannot be opened, and stays with the one that is there. */
  async open(id: string): Promise<Opened | NotOpened> {
    const running = this.#open.get(id);
    if (running) {
      this.#show(running, false);
      const { conversation, draft } = running;
      return { conversation, draft, isReadOnly: false, isRecovered: false };
    }
    return this.#opened(id, this.#ports.archive.open(id));
  }

  /** Makes the talk on screen this window's, whoever writes it. */
  async takeOver(): Promise<Opened | NotOpened> {
    const { id } = this.#current.conversation;
    if (!this.#isReadOnly) return this.open(id);
    return this.#opened(id, this.#ports.archive.takeOver(id));
  }

  /** Another window has taken a talk over: here it is for reading only. */
  lost(id: string): void {
    const talk = this.#open.get(id);
    if (!talk) return;
    // Opened again, it comes as the archive has it.
    this.#open.delete(id);
    void talk.stop();
    if (talk !== this.#current) return;
    this.#isReadOnly = true;
    this.#ports.switched();
  }

  /** A talk was deleted: if it is on screen, a new one comes in its place. */
  async removed(id: string): Promise<void> {
    await this.#open.get(id)?.stop();
    this.#open.delete(id);
    if (this.#current.conversation.id === id) this.#show(this.#begun(), false);
  }

  /** A talk was renamed. */
  async rename(id: string, title: string): Promise<void> {
    const talk = this.#open.get(id);
    if (talk) await talk.rename(title);
    else await this.#ports.archive.rename(id, title);
  }

  /** An answer of the talk on screen. */
  answer(turnId: string): Answer | undefined {
    const turn = this.#current.conversation.turns.find(({ id }) => id === turnId);
    return turn?.role === 'assistant' ? turn : undefined;
  }

  /** Whether a talk is open in this window. */
  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Ends all answers, and writes what is not written. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((talk) => talk.stop()));
    await this.#ports.archive.closeAll();
  }

  async #opened(id: string, opening: Promise<Opened | NotOpened>): Promise<Opened | NotOpened> {
    this.#wanted = id;
    const opened = await opening;
    if ('fault' in opened) return opened;
    const { conversation, draft, isReadOnly } = opened;
    const running = this.#open.get(id);
    // Meanwhile the user may have gone on to another one, or asked for this one twice.
    if (this.#wanted !== id) await this.#close(id);
    else this.#show(running ?? this.#talk(conversation, draft), isReadOnly);
    return opened;
  }

  #begun(): Talk {
    const { archive, clock, newId } = this.#ports;
    const now = clock.now();
    const conversation: Conversation = {
      ...{ id: newId(), title: '', isRenamed: false, workspace: workspaceUri(), turns: [] },
      ...{ createdAt: now, updatedAt: now },
    };
    archive.begin(conversation);
    return this.#talk(conversation, EMPTY_DRAFT);
  }

  #talk(conversation: Conversation, draft: Draft): Talk {
    const { archive, failed } = this.#ports;
    const ports: TalkPorts = {
      ...this.#ports,
      save: (value) =>
        archive.save(value).catch((error: unknown) => {
          failed(value.id, toArchiveFault(error));
        }),
      saveLive: (id, live) => {
        // A talk that another window writes, or that was deleted, has nowhere to go.
        try {
          archive.saveLive(id, { draft: live.draft, answer: live.answer });
        } catch (error) {
          if (toArchiveFault(error).kind !== 'taken') throw error;
        }
      },
    };
    return new Talk(ports, conversation, draft);
  }

  #show(talk: Talk, isReadOnly: boolean): void {
    const before = this.#current;
    this.#current = talk;
    this.#isReadOnly = isReadOnly;
    const { id } = talk.conversation;
    this.#wanted = id;
    if (!isReadOnly) this.#open.set(id, talk);
    void this.#ports.memory.update(LAST, id);
    this.#ports.switched();
    if (before !== talk) void this.#leave(before);
  }

  /** A talk that is off screen is let go of when its answer is over. */
  async #leave(talk: Talk): Promise<void> {
    const { id } = talk.conversation;
    await talk.over();
    if (talk === this.#current || this.#open.get(id) !== talk) return;
    this.#open.delete(id);
    await this.#close(id);
  }

  /** Has the archive let go of a chat that is not open here. */
  async #close(id: string): Promise<void> {
    if (this.#open.has(id)) return;
    await this.#ports.archive.close(id).catch((error: unknown) => {
      this.#ports.failed(id, toArchiveFault(error));
    });
  }
}

function workspaceUri(): string | undefined {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString();
}
