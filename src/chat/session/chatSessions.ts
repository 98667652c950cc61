import { Emitter } from '../../base/emitter.ts';
import type { ChatArchive } from '../archive/chatArchive.ts';
import type { OpenFailure, OpenedChat } from '../archive/openChats.ts';
import { toStorageError } from '../archive/storageError.ts';
import type { ArchiveFailure } from '../archive/storageError.ts';
import type { AssistantTurn, Conversation, Draft } from './conversation.ts';
import { EMPTY_DRAFT } from './conversation.ts';
import type { ChatSessionEvent, ChatSessionPorts } from './chatSession.ts';
import { ChatSession } from './chatSession.ts';

/** Key under which each workspace stores the id of its last open chat. */
const LAST_CHAT_KEY = 'chat.last';

/** A small store that outlives the window, such as a `vscode.Memento`. */
interface SessionMemory {
  get(key: string): unknown;
  update(key: string, value: string): PromiseLike<void>;
}

/** Dependencies of {@link ChatSessions}. */
export interface ChatSessionsPorts extends Omit<ChatSessionPorts, 'save' | 'saveDraft'> {
  readonly archive: ChatArchive;
  /** Fires when a chat could not be saved. */
  readonly archiveErrors: Emitter<ArchiveFailure>;
  readonly workspaceState: SessionMemory;
  /** The URI of the open workspace; undefined without one. */
  readonly workspace: () => string | undefined;
}

/** A change in one of the open sessions, or of the current session. */
export type ChatSessionsEvent =
  | { readonly kind: 'session'; readonly session: ChatSession; readonly event: ChatSessionEvent }
  | { readonly kind: 'switched' };

/** The current session, and those in the background whose answers still stream. */
export class ChatSessions {
  readonly #onEvent = new Emitter<ChatSessionsEvent>();
  /** Fires after every change. */
  readonly onEvent = this.#onEvent.event;
  readonly #ports: ChatSessionsPorts;
  readonly #open = new Map<string, ChatSession>();
  #current: ChatSession;
  /** The id of the session to show once it is open. */
  #wantedId = '';
  #isReadOnly = false;

  constructor(ports: ChatSessionsPorts) {
    this.#ports = ports;
    this.#current = this.#newSession();
    this.#open.set(this.#current.conversation.id, this.#current);
    ports.archiveErrors.event(({ id, error }) => {
      if (error.kind === 'taken') this.#lostLock(id);
    });
  }

  /** The session that the panel shows. */
  get current(): ChatSession {
    return this.#current;
  }

  /** Whether another window owns the current session. */
  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** The URI of the workspace, as conversations store it. */
  get workspace(): string | undefined {
    return this.#ports.workspace();
  }

  /** Reopens the last session of this workspace, if there is one. */
  async restore(): Promise<OpenedChat | OpenFailure | undefined> {
    const { workspaceState } = this.#ports;
    const last = workspaceState.get(LAST_CHAT_KEY);
    // Without a session to reopen, the new one is the last.
    void workspaceState.update(LAST_CHAT_KEY, this.#current.conversation.id);
    if (typeof last !== 'string') return undefined;
    const opened = await this.open(last);
    // It may have been deleted in another window.
    return 'reason' in opened && opened.reason === 'missing' ? undefined : opened;
  }

  /** Shows a new session. An empty current session is reused. */
  startNew(): void {
    const { conversation, draft } = this.#current;
    const isNew = conversation.turns.length === 0 && draft.attachments.length === 0;
    if (isNew && draft.text === '' && !this.#isReadOnly) return;
    this.#setCurrent(this.#newSession(), false);
  }

  /** Shows a session. If it can't be opened, resolves to the reason and keeps the current one. */
  async open(id: string): Promise<OpenedChat | OpenFailure> {
    const running = this.#open.get(id);
    if (running) {
      this.#setCurrent(running, false);
      const { conversation, draft } = running;
      return { conversation, draft, isReadOnly: false, isRecovered: false };
    }
    return this.#showOpened(id, this.#ports.archive.open(id));
  }

  /** Makes this window the owner of the current session. */
  async takeOver(): Promise<OpenedChat | OpenFailure> {
    const { id } = this.#current.conversation;
    if (!this.#isReadOnly) return this.open(id);
    return this.#showOpened(id, this.#ports.archive.takeOver(id));
  }

  /** Makes a session read-only that another window has taken over. */
  #lostLock(id: string): void {
    const session = this.#open.get(id);
    if (!session) return;
    // Opening it again reads it from the archive.
    this.#open.delete(id);
    void session.stop();
    if (session !== this.#current) return;
    this.#isReadOnly = true;
    this.#onEvent.fire({ kind: 'switched' });
  }

  /** Stops a session's answer. Resolves when it has ended. */
  async stop(id: string): Promise<void> {
    await this.#open.get(id)?.stop();
  }

  /** Closes a session that was deleted. If it was the current one, a new session takes its place. */
  onSessionRemoved(id: string): void {
    const session = this.#open.get(id);
    this.#open.delete(id);
    // A question may have been sent while it was being deleted.
    void session?.stop();
    // It may still be opening.
    if (this.#wantedId === id) this.#wantedId = this.#current.conversation.id;
    if (this.#current.conversation.id === id) this.#setCurrent(this.#newSession(), false);
  }

  /** Renames a session, open or not. */
  async rename(id: string, title: string): Promise<void> {
    const session = this.#open.get(id);
    if (session) await session.rename(title);
    else await this.#ports.archive.rename(id, title);
  }

  /** The title of an open session in the background; undefined for the current one. */
  backgroundTitle(id: string): string | undefined {
    const session = id === this.#current.conversation.id ? undefined : this.#open.get(id);
    return session?.conversation.title;
  }

  /** Finds an answer in the current session. */
  answer(turnId: string): AssistantTurn | undefined {
    const turn = this.#current.conversation.turns.find(({ id }) => id === turnId);
    return turn?.role === 'assistant' ? turn : undefined;
  }

  /** Stops all answers and saves what is unsaved. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((session) => session.stop()));
    await this.#ports.archive.closeAll();
  }

  async #showOpened(
    id: string,
    opening: Promise<OpenedChat | OpenFailure>,
  ): Promise<OpenedChat | OpenFailure> {
    this.#wantedId = id;
    const opened = await opening;
    if ('reason' in opened) return opened;
    const { conversation, draft, isReadOnly } = opened;
    const running = this.#open.get(id);
    // In the meantime the user may have chosen another session, or this one twice.
    if (this.#wantedId !== id) await this.#close(id);
    else this.#setCurrent(running ?? this.#session(conversation, draft), isReadOnly);
    return opened;
  }

  #newSession(): ChatSession {
    const { archive, clock, newId, workspace } = this.#ports;
    const now = clock.now();
    const conversation: Conversation = {
      id: newId(),
      title: '',
      isRenamed: false,
      workspace: workspace(),
      turns: [],
      createdAt: now,
      updatedAt: now,
    };
    archive.begin(conversation);
    return this.#session(conversation, EMPTY_DRAFT);
  }

  #session(conversation: Conversation, draft: Draft): ChatSession {
    const { archive } = this.#ports;
    const ports: ChatSessionPorts = {
      ...this.#ports,
      save: (value) =>
        archive.save(value).catch((error: unknown) => {
          this.#reportError(value.id, error);
        }),
      saveDraft: (id, state) => {
        // Another window may own the chat, or it may have been deleted.
        try {
          archive.saveDraft(id, state);
        } catch (error) {
          if (toStorageError(error).kind !== 'taken') throw error;
        }
      },
    };
    const session = new ChatSession(ports, conversation, draft);
    session.onEvent((event) => {
      this.#onEvent.fire({ kind: 'session', session, event });
    });
    return session;
  }

  #setCurrent(session: ChatSession, isReadOnly: boolean): void {
    const before = this.#current;
    this.#current = session;
    this.#isReadOnly = isReadOnly;
    const { id } = session.conversation;
    this.#wantedId = id;
    if (!isReadOnly) this.#open.set(id, session);
    void this.#ports.workspaceState.update(LAST_CHAT_KEY, id);
    this.#onEvent.fire({ kind: 'switched' });
    if (before !== session) void this.#closeWhenDone(before);
  }

  /** Closes a background session once its answer is complete. */
  async #closeWhenDone(session: ChatSession): Promise<void> {
    const { id } = session.conversation;
    await session.whenCompleted();
    if (session === this.#current || this.#open.get(id) !== session) return;
    this.#open.delete(id);
    await this.#close(id);
  }

  /** Releases a chat in the archive unless it is open. */
  async #close(id: string): Promise<void> {
    if (this.#open.has(id)) return;
    await this.#ports.archive.close(id).catch((error: unknown) => {
      this.#reportError(id, error);
    });
  }

  #reportError(id: string, thrown: unknown): void {
    this.#ports.archiveErrors.fire({ id, error: toStorageError(thrown) });
  }
}
