import { SerialQueue } from '../../base/serialQueue.ts';
import { changesFor, isBareTask, isClear, isTask, webQuestion } from '../request/slashCommands.ts';
import type { WebSearchUnavailableReason, WebSearch } from '../web/webSearch.ts';
import type { UnavailableService, ServiceRouter } from '../../mistral/serviceRouter.ts';
import { hasContent } from './answerAccumulator.ts';
import type { Attachment } from './conversation.ts';
import type { ChatSession } from './chatSession.ts';
import type { ChatSessions } from './chatSessions.ts';

/** The name of a slash command about code that a button runs. */
export type CodeTaskName = 'explain' | 'fix' | 'tests';

/** A question with its attachments. */
export interface OutgoingMessage {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** A localized note to show with the question. */
  readonly note?: string | undefined;
}

/**
 * What the user should know about the search for `@codebase`. `partial`: it covered only a part of a large workspace.
 * The others say why the question is sent without code; `noWords`: it contains nothing to search for.
 */
export type CodebaseRemark = 'nothingFound' | 'noWords' | 'tooSlow' | 'failed' | 'partial';

/** The attachments of a question with the code that was found for it. */
export interface AttachmentsWithCode {
  readonly attachments: readonly Attachment[];
  readonly remark?: CodebaseRemark | undefined;
}

/** The attachments of the message box. */
export interface DraftAttachments {
  /**
   * The attachments to send: those of the draft and the editor's selection or file, unless the model already has it.
   * `withFile` is false for commands that are not about code.
   */
  attached(options?: { readonly withFile: boolean }): readonly Attachment[];
  /** Attaches what an id names, or tells the user why that isn't possible. */
  attach(id: string): Promise<void>;
  /** Adds attachments to the draft. */
  attachAll(attachments: readonly Attachment[]): void;
  /** Reads the attached documents. Resolves to false if that failed, which the user is told, or was stopped. */
  readDocuments(): Promise<boolean>;
  /** Attaches the current file, if there is one. */
  attachSuggestion(): Promise<void>;
  /** The attachments with the code found for the question in place of `@codebase`; undefined if stopped. Never rejects. */
  withCodebase(
    message: string,
    attachments: readonly Attachment[],
  ): Promise<AttachmentsWithCode | undefined>;
  /** The project's instructions for a question with its attachments, and the prompt file that it names. Never rejects. */
  projectFiles(message: string, attachments: readonly Attachment[]): Promise<readonly Attachment[]>;
}

/** What {@link MessageSender} tells the user. */
export interface SenderNotices {
  /** No service accepts requests. */
  serviceUnavailable(service: UnavailableService): void;
  /** The command needs code, and there is none. */
  noSubject(): void;
  /** `/web` without a question. */
  noWebQuestion(): void;
  /** The web can't be searched with the service of the chat. */
  noWebSearch(reason: WebSearchUnavailableReason): void;
  /** A question was sent without the attachments of the message box, which stay there. */
  attachmentsKept(): void;
  /** A question was sent with `@codebase`, and there is something to say about its search. */
  codebaseSearched(remark: CodebaseRemark): void;
  /** An answer was replaced, or later turns were removed; `undo` restores them. */
  turnsRemoved(undo: () => Promise<void>, hasRemovedTurns: boolean): void;
  info(text: string): void;
  dismiss(): void;
}

/** Dependencies of {@link MessageSender}. */
export interface MessageSenderPorts {
  readonly sessions: ChatSessions;
  readonly services: Pick<ServiceRouter, 'route'>;
  readonly draft: DraftAttachments;
  readonly web: Pick<WebSearch, 'unavailable'>;
  readonly notices: SenderNotices;
  /** Whether the workspace is trusted. */
  readonly isTrusted: () => boolean;
}

/** Sends the user's messages: checks whether a request is possible and attaches what a command needs. */
export class MessageSender {
  readonly #ports: MessageSenderPorts;
  /** Tasks that must finish before the next message is sent. */
  readonly #pending = new Set<Promise<void>>();
  /** Questions in new chats are sent one at a time: two at once must not share a chat. */
  readonly #newChatQueue = new SerialQueue();

  constructor(ports: MessageSenderPorts) {
    this.#ports = ports;
  }

  /** Sends a message. If that isn't possible, the message box gets its text back. Resolves when the answer is complete. */
  async send(text: string): Promise<void> {
    const { draft, sessions } = this.#ports;
    const session = sessions.current;
    const message = text.trim();
    if (isClear(message)) {
      session.setDraft({ ...session.draft, text: '' });
      session.showDraft('');
      sessions.startNew();
      return;
    }
    const question = webQuestion(message);
    if (question !== undefined) return this.#searchWeb(session, text, question);
    const canSend =
      (await this.#canSend(session)) &&
      (await this.#ensureSubject(session, message)) &&
      (await this.#readDocuments(session));
    const attachments = draft.attached({ withFile: changesFor(message) === undefined });
    const isReady = canSend && (message !== '' || session.draft.attachments.length > 0);
    const all = isReady ? await this.#withContext(session, message, attachments) : undefined;
    if (!all) {
      session.showDraft(text);
      return;
    }
    // What was attached while the message was prepared belongs to the next one.
    const added = session.draft.attachments.filter((each) => !attachments.includes(each));
    const completed = this.#ask(session, message, all);
    if (added.length > 0) session.setDraft({ text: '', attachments: added });
    // Only now is the text safe in the chat.
    session.showDraft('');
    await completed;
  }

  /** Sends a command about the attached code, chosen with a button. What is typed in the message box stays there. */
  async runTask(name: CodeTaskName): Promise<void> {
    const { draft, sessions } = this.#ports;
    const session = sessions.current;
    const message = `/${name}`;
    if (!(await this.#canSend(session)) || !(await this.#ensureSubject(session, message))) return;
    if (!(await this.#readDocuments(session))) return;
    const attachments = draft.attached();
    const all = await this.#withContext(session, message, attachments);
    if (!all) return;
    const { text } = session.draft;
    const added = session.draft.attachments.filter((each) => !attachments.includes(each));
    const completed = this.#ask(session, message, all);
    session.setDraft({ text, attachments: added });
    await completed;
  }

  /**
   * Sends a question with its own attachments in a new chat. If that isn't possible, the question is put into the
   * message box. Resolves when the answer is complete.
   */
  async sendInNewChat(question: OutgoingMessage): Promise<void> {
    const { completed } = await this.#newChatQueue.run(() => this.#askInNewChat(question));
    await completed;
  }

  /** Continues an interrupted answer, or requests it again if it has no text. */
  async retry(turnId: string): Promise<void> {
    const { current } = this.#ports.sessions;
    const answer = this.#ports.sessions.answer(turnId);
    if (!answer) return;
    await this.change(current, () =>
      hasContent(answer) ? current.continue(turnId) : current.regenerate(turnId),
    );
  }

  /** Runs a task that must finish before the next message is sent. */
  async runBefore(task: Promise<void>): Promise<void> {
    this.#pending.add(task);
    try {
      await task;
    } finally {
      this.#pending.delete(task);
    }
  }

  /** Runs a change of the session that sends a request, and offers to undo the removal of turns. */
  async change(session: ChatSession, change: () => Promise<void>): Promise<void> {
    const { notices } = this.#ports;
    if (!(await this.#canSend(session))) return;
    notices.dismiss();
    const completed = change();
    if (session.canUndo) notices.turnsRemoved(() => session.undo(), session.hasRemovedTurns);
    await completed;
  }

  /** Sends a question to be answered from the web, without any attachments. */
  async #searchWeb(session: ChatSession, text: string, question: string): Promise<void> {
    const { notices, sessions, web } = this.#ports;
    if (question === '') notices.noWebQuestion();
    const canSend = question !== '' && (await this.#canSend(session));
    const reason = canSend ? await web.unavailable() : undefined;
    if (typeof reason === 'string') notices.noWebSearch(reason);
    else if (reason) notices.serviceUnavailable(reason);
    if (!canSend || reason || session !== sessions.current || session.isAnswering) {
      session.showDraft(text);
      return;
    }
    notices.dismiss();
    const { attachments } = session.draft;
    const completed = session.ask(text.trim(), []);
    session.setDraft({ text: '', attachments });
    session.showDraft('');
    if (attachments.length > 0) notices.attachmentsKept();
    await completed;
  }

  async #askInNewChat({
    text,
    attachments,
    note,
  }: OutgoingMessage): Promise<{ readonly completed?: Promise<void> }> {
    const { draft, notices, sessions } = this.#ports;
    sessions.startNew();
    const session = sessions.current;
    const all = (await this.#canSend(session))
      ? await this.#withContext(session, text, attachments)
      : undefined;
    if (all) {
      const completed = this.#ask(session, text, all);
      if (note !== undefined) notices.info(note);
      return { completed };
    }
    session.setDraft({ ...session.draft, text });
    if (session !== sessions.current) return {};
    draft.attachAll(attachments);
    session.showDraft(text);
    return {};
  }

  /**
   * The attachments with the code that was found for a question and the project's instructions; undefined if it can no
   * longer be sent.
   */
  async #withContext(
    session: ChatSession,
    message: string,
    attachments: readonly Attachment[],
  ): Promise<AttachmentsWithCode | undefined> {
    const { draft, sessions } = this.#ports;
    const found = await draft.withCodebase(message, attachments);
    const files = found && (await draft.projectFiles(message, attachments));
    if (!files || session !== sessions.current || session.isAnswering) return undefined;
    return { ...found, attachments: [...found.attachments, ...files] };
  }

  /** Sends a question. Its remark replaces the notice about an earlier one. */
  #ask(session: ChatSession, message: string, context: AttachmentsWithCode): Promise<void> {
    const { notices } = this.#ports;
    notices.dismiss();
    if (context.remark) notices.codebaseSearched(context.remark);
    return session.ask(message, context.attachments);
  }

  /** Attaches the current file to a command without attachments; reports a command that has no subject. */
  async #ensureSubject(session: ChatSession, message: string): Promise<boolean> {
    const { draft, notices, sessions } = this.#ports;
    const changes = changesFor(message);
    if (changes !== undefined) return this.#ensureChanges(session, changes);
    if (!isTask(message) || draft.attached().length > 0) return true;
    await draft.attachSuggestion();
    if (session !== sessions.current || session.isAnswering) return false;
    const hasNoSubject = draft.attached().length + session.conversation.turns.length === 0;
    if (!hasNoSubject || !isBareTask(message)) return true;
    notices.noSubject();
    return false;
  }

  /** Reads the attached documents; false if the message can't be sent after that. */
  async #readDocuments(session: ChatSession): Promise<boolean> {
    const { draft, sessions } = this.#ports;
    const isRead = await draft.readDocuments();
    return isRead && session === sessions.current && !session.isAnswering;
  }

  /** Attaches the changes by their ID unless something else is attached; attaching tells the user if there are none. */
  async #ensureChanges(session: ChatSession, id: string): Promise<boolean> {
    const { draft, isTrusted, sessions } = this.#ports;
    const trusted = isTrusted();
    const isEmpty = () => session.draft.attachments.length === 0;
    if (isEmpty() || !trusted) await draft.attach(id);
    return trusted && session === sessions.current && !session.isAnswering && !isEmpty();
  }

  /** Waits for pending tasks and checks whether a request can be sent; if not, tells the user why. */
  async #canSend(session: ChatSession): Promise<boolean> {
    const { notices, services, sessions } = this.#ports;
    await Promise.allSettled(this.#pending);
    const route = await services.route('chat');
    // In the meantime another chat may have been opened, or another message sent.
    if (session !== sessions.current || session.isAnswering) return false;
    // The panel says so in place of the composer.
    if (sessions.isReadOnly) return false;
    if (!('unavailable' in route)) return true;
    notices.serviceUnavailable(route);
    return false;
  }
}
