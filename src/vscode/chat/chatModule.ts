import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ArchiveFailure } from '../../chat/archive/storageError.ts';
import { IMAGES_FOLDER } from '../../chat/archive/imageStore.ts';
import { attachmentTokens, CHARACTERS_PER_TOKEN } from '../../chat/context/tokenEstimate.ts';
import { answerLanguage } from '../../chat/request/answerLanguage.ts';
import { AnswerRequester } from '../../chat/session/answerRequester.ts';
import { ChatHistory } from '../../chat/session/chatHistory.ts';
import { ChatSessions } from '../../chat/session/chatSessions.ts';
import type { TextAttachment } from '../../chat/session/conversation.ts';
import { MessageSender } from '../../chat/session/messageSender.ts';
import type { OutgoingMessage } from '../../chat/session/messageSender.ts';
import { mayAttach, maySendSource } from '../privacy/attachmentPermissions.ts';
import { CodeBlockActions } from './apply/codeBlockActions.ts';
import { CommandTerminal } from './apply/commandTerminal.ts';
import type { CurrentSelection } from './attachments/currentSelection.ts';
import { MentionProvider } from './attachments/mentionProvider.ts';
import { createChangesModule, type ChangesModule } from './changes/changesModule.ts';
import { ToolConfirmations } from './confirmation/toolConfirmations.ts';
import { connectChatEvents } from './chatEvents.ts';
import type { ChatDependencies } from './chatDependencies.ts';
import { DocumentModule } from './documents/documentModule.ts';
import { ChatNotices } from './panel/chatNotices.ts';
import { ChatPresenter } from './panel/chatPresenter.ts';
import { ChatViewProvider } from './panel/chatViewProvider.ts';
import { PanelMessageHandler } from './panel/panelMessageHandler.ts';
import { Notices } from './panel/notices.ts';
import { runCardAction } from './panel/cardActions.ts';
import { panelActions } from './panel/panelActions.ts';
import { taskNames } from './panel/panelSlashCommands.ts';
import type { ChatDraft } from './sessions/chatDraft.ts';
import { ChatModels } from './sessions/chatModels.ts';
import { createDraft } from './sessions/createDraft.ts';
import { InstructionRefresh } from './sessions/instructionRefresh.ts';
import { ChatRequestFactory } from './sessions/chatRequestFactory.ts';
import { workspaceUri } from './sessions/workspaceUri.ts';
import { exportChat } from './sessions/exportChat.ts';
import { restoreLastChat } from './sessions/restoreLastChat.ts';
import { createArchive } from './sessions/windowArchive.ts';
import { ChatTools } from './tools/chatTools.ts';
import { WebModule } from './web/webModule.ts';

/** The chat. Its objects are created when it is first used. */
export class ChatModule implements vscode.Disposable {
  readonly view: ChatViewProvider;
  readonly changes: ChangesModule;
  readonly #models: ChatModels;
  readonly #sessions: ChatSessions;
  readonly #sender: MessageSender;
  readonly #draft: ChatDraft;
  readonly #history: ChatHistory;
  readonly #selection: CurrentSelection;
  readonly #chatNotices: ChatNotices;
  readonly #disposables: readonly { dispose(): void }[];
  readonly #instructionRefresh: InstructionRefresh;
  /** Resolves when the last chat is restored; the current session must not be used before. */
  readonly #restored: Promise<void>;

  constructor({ context, clock, log, settings, permissions, ...shared }: ChatDependencies) {
    const { services, client, limits, price, terminalOutput, failureDetails, preview } = shared;
    const { knownKeys, onUnexpectedError, codebase } = shared;
    const requests = { clock, services, client, limits, price, onUnexpectedError };
    const [newId, now] = [randomUUID, () => clock.now()];

    const folder = vscode.Uri.joinPath(context.globalStorageUri, 'chats');
    const images = vscode.Uri.joinPath(folder, IMAGES_FOLDER);
    const archiveErrors = new Emitter<ArchiveFailure>();
    const archive = createArchive(folder, clock, log, archiveErrors);

    const view = new ChatViewProvider({ clock, log, extensionUri: context.extensionUri, images });
    const notices = new Notices(newId);
    const chatNotices = new ChatNotices(notices, async (action, service) => {
      await runCardAction(action, service, view);
    });
    const isShown = () => view.isReady;
    const models = new ChatModels({ services, settings, selection: shared.models, isShown, now });
    const requestFactory = new ChatRequestFactory({
      settings,
      models,
      archive,
      language: answerLanguage(vscode.env.language),
      maySend: (attachment) => mayAttach(attachment, permissions),
      maySendSource: (uri) => maySendSource(uri, permissions),
    });
    const notify = (text: string) => void vscode.window.showWarningMessage(withoutLinks(text));
    const changes = createChangesModule({ context, clock, log, permissions }, notify);
    const commandTerminal = new CommandTerminal();
    const workspaceState = context.workspaceState;
    const panelDependencies = { view, notices, newId };
    const toolConfirmations = new ToolConfirmations({
      ...panelDependencies,
      workspaceState,
      commandTerminal,
      knownKeys,
    });
    const web = new WebModule({
      ...requests,
      settings,
      models,
      knownKeys,
      confirm: (query, signal, chatId) => toolConfirmations.confirmSearch(query, signal, chatId),
    });
    const documents = new DocumentModule({
      ...requests,
      ...panelDependencies,
      permissions,
      storage: context.globalStorageUri,
    });
    const textSources = { clock, permissions, terminalOutput, knownKeys };
    const tools = new ChatTools({
      ...textSources,
      settings,
      onUnexpectedError,
      codebase,
      additionalTools: [...changes.tools, toolConfirmations.tool, web.tool],
      documents: documents.reading,
      isOffered: (name) => web.isOffered(name) && toolConfirmations.isOffered(name),
      proposedText: (uri) => changes.proposedText(uri),
    });
    const sessions = new ChatSessions({
      archive,
      archiveErrors,
      clock,
      newId,
      workspaceState,
      taskNames: taskNames(),
      workspace: workspaceUri,
      answerRequester: web.withWebAnswers(
        new AnswerRequester({
          ...requests,
          onToolsRejected: requestFactory.onToolsRejected,
        }),
      ),
      prepare: (service, chat, continued, offer) =>
        requestFactory.prepare(service, chat, continued, offer),
      tools: (question, chatId) => tools.toolsFor(question, chatId),
    });

    const { selection, instructions, draft, codebaseAttachments } = createDraft({
      ...textSources,
      settings,
      log,
      codebase,
      newId,
      sessions,
      archive,
      models,
      notices,
      documents: documents.createDraft(sessions),
    });
    const history = new ChatHistory({
      archive,
      sessions,
      onDeleted: (count, undo) => {
        chatNotices.chatsDeleted(count, undo);
      },
    });
    const sender = new MessageSender({
      sessions,
      services,
      draft,
      isTrusted: () => vscode.workspace.isTrusted,
      notices: chatNotices,
      web: web.search,
    });

    const chatState = { sessions, draft, history, models, notices };
    const additions = { changes, toolConfirmations, documents, codebase: codebaseAttachments };
    const presenter = new ChatPresenter({
      ...chatState,
      ...additions,
      view,
      selection,
      instructions,
      web,
      views: {
        tokensOf: (attachment) => attachmentTokens(attachment, CHARACTERS_PER_TOKEN),
        failureDetails,
        now,
        pagesCost: (pages) => documents.library.costOf(pages),
        imageUri: (file) => view.webviewUriOf(vscode.Uri.joinPath(images, file)),
      },
    });
    const mentions = new MentionProvider(textSources);
    const target = () => selection.target;
    const handler = new PanelMessageHandler({
      ...chatState,
      ...additions,
      sender,
      requestFactory,
      chatNotices,
      presenter,
      mentions,
      apply: new CodeBlockActions({ preview, notify, commandTerminal, target }),
      actions: panelActions(view, log),
    });

    this.view = view;
    this.changes = changes;
    this.#models = models;
    this.#sessions = sessions;
    this.#sender = sender;
    this.#draft = draft;
    this.#history = history;
    this.#selection = selection;
    this.#chatNotices = chatNotices;
    this.#instructionRefresh = new InstructionRefresh({ view, draft, selection });
    this.#disposables = [selection, commandTerminal, mentions, changes, this.#instructionRefresh];
    this.#restored = restoreLastChat(sessions, archive, chatNotices, log);

    connectChatEvents({ ...chatState, archive, archiveErrors, requestFactory, view, chatNotices });
    view.onDidReceiveMessage((message) => {
      void this.#restored.then(() => handler.receive(message));
    });
    view.onDidRejectMessage((type) => {
      handler.refuse(type);
    });
    void models.refresh();
  }

  /** Applies a changed key or setting. Never rejects. */
  async onConfigurationChanged(): Promise<void> {
    this.#instructionRefresh.refresh();
    await this.#models.refresh();
  }

  /** Shows the current chat. */
  async open(): Promise<void> {
    await this.view.show();
  }

  /** Shows a new chat. */
  async newChat(): Promise<void> {
    await this.#restored;
    this.#history.close();
    this.#sessions.startNew();
    await this.view.show();
  }

  /** Attaches files; without any, the editor's selection or its file. */
  async add(uris: readonly vscode.Uri[]): Promise<void> {
    await this.#attach(async () => {
      if (uris.length > 0) {
        await this.#draft.attachUris(uris.map((uri) => uri.toString()));
        return;
      }
      const file = this.#selection.suggestion();
      // A selection is attached automatically.
      if (!this.#selection.selected() && file) await this.#draft.attach(file.id);
    });
  }

  /** Adds attachments to the draft. */
  async addAttachments(attachments: readonly TextAttachment[]): Promise<void> {
    await this.#attach(() => {
      this.#draft.attachAll(attachments);
    });
  }

  /** Attaches the last terminal command with its output. */
  async addTerminal(): Promise<void> {
    await this.#attach(() => this.#draft.attach('terminal'));
  }

  /** Exports the current chat to a file that the user chooses. */
  async export(): Promise<void> {
    await this.#restored;
    const { conversation } = this.#sessions.current;
    if (conversation.turns.length > 0) await exportChat(conversation);
    else this.#chatNotices.info(vscode.l10n.t('This chat has no messages to export yet.'));
  }

  /** Sends a question in a new chat. Resolves when the answer is complete or the question is in the message box. */
  async ask(question: OutgoingMessage): Promise<void> {
    await this.#restored;
    this.#history.close();
    await Promise.all([this.#sender.sendInNewChat(question), this.view.show()]);
  }

  /** Stops all answers and saves all changes. */
  async close(): Promise<void> {
    await Promise.all([this.#sessions.close(), this.changes.close()]);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#draft.cancelAttaching();
  }

  async #attach(attach: () => void | Promise<void>): Promise<void> {
    await this.#restored;
    this.#history.close();
    await attach();
    await this.view.show();
  }
}
