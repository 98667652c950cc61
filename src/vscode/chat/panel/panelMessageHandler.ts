import { StorageError } from '../../../chat/archive/storageError.ts';
import type { CodeBlock } from '../../../chat/markdown/codeBlocks.ts';
import { answerCodeBlocks } from '../../../chat/markdown/answerParts.ts';
import { isReplacingTask } from '../../../chat/request/slashCommands.ts';
import type { ChatHistory } from '../../../chat/session/chatHistory.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { MessageSender } from '../../../chat/session/messageSender.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { CardAction } from '../../../protocol/panelViews.ts';
import type { CodebaseAttachments } from '../attachments/codebaseAttachments.ts';
import type { CodeBlockActions } from '../apply/codeBlockActions.ts';
import type { AppliedCode } from '../apply/placeInDocument.ts';
import type { MentionProvider } from '../attachments/mentionProvider.ts';
import type { ChangesModule } from '../changes/changesModule.ts';
import type { ToolConfirmations } from '../confirmation/toolConfirmations.ts';
import type { DocumentModule } from '../documents/documentModule.ts';
import type { ChatDraft } from '../sessions/chatDraft.ts';
import type { ChatModels } from '../sessions/chatModels.ts';
import type { ChatRequestFactory } from '../sessions/chatRequestFactory.ts';
import type { ChatNotices } from './chatNotices.ts';
import type { ChatPresenter } from './chatPresenter.ts';
import type { Notices } from './notices.ts';
import type { PanelActions } from './panelActions.ts';

/** Dependencies of {@link PanelMessageHandler}. */
export interface PanelMessageHandlerDependencies {
  readonly sessions: ChatSessions;
  readonly sender: MessageSender;
  readonly history: ChatHistory;
  readonly draft: Pick<
    ChatDraft,
    | 'attach'
    | 'attached'
    | 'chooseFiles'
    | 'detach'
    | 'attachUris'
    | 'instructions'
    | 'paste'
    | 'readImage'
    | 'write'
  >;
  readonly documents: Pick<DocumentModule, 'choose' | 'decide' | 'stop'>;
  readonly codebase: Pick<CodebaseAttachments, 'stop'>;
  readonly models: Pick<ChatModels, 'choose' | 'unavailable' | 'pick'>;
  readonly requestFactory: Pick<ChatRequestFactory, 'shorten'>;
  readonly notices: Pick<Notices, 'dismiss' | 'press'>;
  readonly chatNotices: Pick<ChatNotices, 'failed' | 'reportOpenResult' | 'refused' | 'unreadable'>;
  readonly presenter: Pick<
    ChatPresenter,
    'reportUnsent' | 'showEarlier' | 'showMentions' | 'showStep' | 'update'
  >;
  readonly mentions: Pick<MentionProvider, 'rows'>;
  readonly changes: Pick<ChangesModule, 'handle'>;
  readonly toolConfirmations: Pick<ToolConfirmations, 'handle'>;
  readonly apply: Pick<
    CodeBlockActions,
    'apply' | 'copy' | 'insert' | 'newFile' | 'replace' | 'run'
  >;
  readonly actions: PanelActions;
}

/** Handles the messages from the panel. */
export class PanelMessageHandler {
  readonly #dependencies: PanelMessageHandlerDependencies;

  constructor(dependencies: PanelMessageHandlerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Handles a message. Never rejects: a failure is shown in the panel. */
  async receive(message: FromPanel): Promise<void> {
    const { chatNotices, actions, presenter } = this.#dependencies;
    try {
      await this.#handle(message);
    } catch (error) {
      const archiveError = error instanceof StorageError ? error : undefined;
      // Messages of other errors may contain file names, which don't belong in the log.
      const detail = archiveError?.message ?? (error instanceof Error ? error.name : '');
      actions.logError(`Chat: ${message.type} failed.`, detail);
      chatNotices.failed(archiveError?.kind);
      if (message.type === 'send') presenter.reportUnsent();
    }
  }

  /** Reports a message that was not accepted; the panel keeps its text. */
  refuse(type: FromPanel['type']): void {
    const { chatNotices, presenter } = this.#dependencies;
    chatNotices.refused(type);
    if (type === 'send') presenter.reportUnsent();
  }

  async #handle(message: FromPanel): Promise<void> {
    const { sender, presenter, draft, history, models, notices, sessions, actions } =
      this.#dependencies;
    const { current } = sessions;
    switch (message.type) {
      case 'send':
        return sender.send(message.text);
      case 'task':
        return sender.runTask(message.name);
      case 'stop':
        this.#dependencies.documents.stop();
        this.#dependencies.codebase.stop();
        return current.stop();
      case 'retryNow':
        current.retryNow();
        return;
      case 'regenerate':
        return sender.change(current, () => current.regenerate(message.turnId));
      case 'edit':
        return sender.change(current, () => current.edit(message.turnId, message.text));
      case 'continue':
        return sender.change(current, () => current.continue(message.turnId));
      case 'cardAction':
        return this.#runCardAction(message.action, message.turnId);
      case 'loadEarlier':
        presenter.showEarlier();
        return;
      case 'toolCall':
        presenter.showStep(message.turnId, message.callId);
        return;
      case 'notice':
        return notices.press(message.id);
      case 'dismissNotice':
        notices.dismiss(message.id);
        return;
      case 'takeOver':
        this.#dependencies.chatNotices.reportOpenResult(await sessions.takeOver());
        return;
      case 'changes':
        return this.#dependencies.changes.handle(message);
      case 'confirmation':
        return this.#dependencies.toolConfirmations.handle(message);
      case 'draft':
        draft.write(message.sessionId, message.text);
        return;
      case 'mentions': {
        const rows = await this.#dependencies.mentions.rows(message.query);
        presenter.showMentions(message.requestId, rows);
        return;
      }
      case 'attach':
        return sender.runBefore(draft.attach(message.id));
      case 'detach':
        draft.detach(message.id);
        return;
      case 'chooseFiles':
        await draft.chooseFiles();
        return actions.show();
      case 'setDocumentPages':
        return sender.runBefore(this.#dependencies.documents.choose(message.id, message.range));
      case 'readImage':
        return sender.runBefore(draft.readImage(message.id));
      case 'confirmDocument':
        this.#dependencies.documents.decide(message.id, message.action === 'read');
        return;
      case 'image':
        return sender.runBefore(draft.paste(message.label, message.data));
      case 'drop':
        return sender.runBefore(draft.attachUris(message.uris));
      case 'chooseModel':
        return sender.runBefore(models.choose(message.model));
      case 'openModelPicker':
        await models.pick();
        return actions.show();
      case 'code':
        return this.#code(message);
      case 'copyAnswer':
        return this.#dependencies.apply.copy(sessions.answer(message.turnId)?.text ?? '');
      case 'openLink':
        return actions.openLink(message.url);
      case 'openAttachment':
        return this.#openAttachment(message.id);
      case 'history':
        return history.show(message.query);
      case 'closeHistory':
        history.close();
        return;
      case 'openSession':
        history.close();
        this.#dependencies.chatNotices.reportOpenResult(await sessions.open(message.id));
        return;
      case 'renameSession':
        return history.rename(message.id, message.title);
      case 'deleteSession':
        return history.remove(message.id);
      case 'deleteAllSessions':
        return history.removeAll();
      case 'exportSession':
        return this.#export(message);
      case 'ready':
      case 'resync':
      case 'reportError':
        return; // handled by ChatViewProvider
    }
  }

  /** Runs the action of an error card, or of the card about an unavailable service. */
  async #runCardAction(action: CardAction, turnId: string | undefined): Promise<void> {
    const { actions, models, requestFactory, sender, sessions } = this.#dependencies;
    if (action === 'shorten') requestFactory.shorten(sessions.current.conversation.id);
    if (action === 'shorten' || action === 'retry') {
      if (turnId !== undefined) await sender.retry(turnId);
      return;
    }
    const answer = turnId === undefined ? undefined : sessions.answer(turnId);
    const service = answer?.failure?.service ?? models.unavailable?.service ?? 'mistral';
    const hasOtherKey = await actions.runCardAction(action, service);
    if (hasOtherKey && turnId !== undefined) await sender.retry(turnId);
  }

  async #export({ id, format }: Extract<FromPanel, { type: 'exportSession' }>): Promise<void> {
    const { chatNotices, history, actions } = this.#dependencies;
    const conversation = await history.conversation(id);
    if (conversation) await actions.exportChat(conversation, format);
    else chatNotices.unreadable();
  }

  async #code({ turnId, block, action }: Extract<FromPanel, { type: 'code' }>): Promise<void> {
    const { apply, actions, presenter, sessions } = this.#dependencies;
    const answer = sessions.answer(turnId);
    const found = answer && answerCodeBlocks(answer.text, answer.steps ?? [])[block];
    if (!found) return;
    const { code, language, name } = found;
    if (action === 'copy') await apply.copy(code);
    else if (action === 'apply') await apply.apply(this.#applied(found, turnId), name);
    else if (action === 'insert') await apply.insert(code);
    else if (action === 'replace') await apply.replace(code);
    else if (action === 'newFile') await apply.newFile(code, language, name);
    else if (action === 'commit') await actions.useCommitMessage(code);
    else if (!(await apply.run(code, language))) await actions.show();
    presenter.update('target');
  }

  /** A code block with what the question of its answer was about. */
  #applied({ code, language }: CodeBlock, turnId: string): AppliedCode {
    const { turns } = this.#dependencies.sessions.current.conversation;
    const at = turns.findIndex(({ id }) => id === turnId);
    const question = turns.slice(0, Math.max(0, at)).findLast((turn) => turn.role === 'user');
    const attachments = question?.attachments.filter((each) => each.kind !== 'image') ?? [];
    return {
      code,
      language,
      attachments,
      isReplacement: question !== undefined && isReplacingTask(question.text),
    };
  }

  async #openAttachment(id: string): Promise<void> {
    const { draft, sessions } = this.#dependencies;
    const { turns } = sessions.current.conversation;
    const sent = turns.flatMap((turn) => (turn.role === 'user' ? turn.attachments : []));
    const found = [...draft.attached(), ...draft.instructions(), ...sent].find(
      (each) => each.id === id,
    );
    if (!found) return;
    const { actions } = this.#dependencies;
    const line = found.kind === 'image' ? 1 : (found.lines?.first ?? 1);
    if (found.uri !== undefined) await actions.openFile(found.uri, line);
    else if (found.kind !== 'image' && found.path !== undefined)
      await actions.showFile(found.path, line);
  }
}
