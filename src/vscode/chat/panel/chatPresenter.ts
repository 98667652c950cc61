import * as vscode from 'vscode';
import type { Turn } from '../../../chat/session/conversation.ts';
import type { ChatHistory } from '../../../chat/session/chatHistory.ts';
import type { ChatSession, ChatSessionEvent } from '../../../chat/session/chatSession.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type {
  CardView,
  MentionRow,
  PanelStatePatch,
  PanelState,
  SessionView,
} from '../../../protocol/panelViews.ts';
import type { HistoryView } from '../../../protocol/historyViews.ts';
import type { ChangesModule } from '../changes/changesModule.ts';
import type { ToolConfirmations } from '../confirmation/toolConfirmations.ts';
import type { DocumentModule } from '../documents/documentModule.ts';
import type { CurrentSelection } from '../attachments/currentSelection.ts';
import type { ChatModels } from '../sessions/chatModels.ts';
import type { ChatViewProvider } from './chatViewProvider.ts';
import { composerView } from './composerView.ts';
import type { ComposerViewDependencies } from './composerView.ts';
import { cardForUnavailable, cardForRetry } from './errorCards.ts';
import type { DraftInstructions } from '../sessions/draftInstructions.ts';
import type { Notices } from './notices.ts';
import { commandViews } from './panelSlashCommands.ts';
import { stepDetail } from './stepViews.ts';
import { turnViews } from './turnViews.ts';
import type { WebModule } from '../web/webModule.ts';

/** Number of turns in the panel at first; earlier ones are sent on request. */
const TURNS_SHOWN = 40;

/** How the view of each part is made. */
type PartViews = {
  readonly [Part in keyof PanelStatePatch]-?: () => (PanelState & SessionView)[Part];
};

/** Dependencies of {@link ChatPresenter}. */
export interface ChatPresenterDependencies extends ComposerViewDependencies {
  readonly view: ChatViewProvider;
  readonly sessions: ChatSessions;
  readonly history: ChatHistory;
  readonly models: ChatModels;
  readonly notices: Notices;
  readonly changes: Pick<ChangesModule, 'onDidChange' | 'view'>;
  readonly toolConfirmations: Pick<ToolConfirmations, 'onDidChange' | 'confirmation'>;
  readonly documents: Pick<DocumentModule, 'onDidChange' | 'confirmation'>;
  readonly selection: CurrentSelection;
  readonly web: Pick<WebModule, 'commandDetail'>;
  readonly instructions: Pick<DraftInstructions, 'onDidChange' | 'prompts'>;
}

/** Shows the current session in the panel: subscribes to all changes and is the only one that posts them. */
export class ChatPresenter {
  readonly #dependencies: ChatPresenterDependencies;
  /** Index of the first turn in the panel. */
  #first = 0;
  /** The current view of each part of the panel's state. */
  readonly #parts: PartViews = {
    composer: () => composerView(this.#dependencies),
    models: () => this.#dependencies.models.view(),
    commands: () => this.#commands(),
    target: () => this.#dependencies.selection.targetView(),
    notice: () => this.#dependencies.notices.view,
    changes: () => this.#dependencies.changes.view(),
    toolConfirmation: () => this.#confirmation(this.#dependencies.toolConfirmations.confirmation),
    documentConfirmation: () => this.#confirmation(this.#dependencies.documents.confirmation),
    history: () => this.#history(),
    title: () => this.#head().title,
    isReadOnly: () => this.#head().isReadOnly,
    unavailable: () => this.#unavailable(),
  };
  /** The card of an answer that waits for an automatic retry, by session. */
  readonly #retries = new WeakMap<ChatSession, { readonly id: string; readonly card: CardView }>();

  constructor(dependencies: ChatPresenterDependencies) {
    this.#dependencies = dependencies;
    const { changes, draft, history, instructions, models, notices, selection, sessions, view } =
      dependencies;
    const update = (...parts: (keyof PanelStatePatch)[]) => {
      this.update(...parts);
    };
    view.onDidRequestState(() => {
      this.#hydrate();
    });
    sessions.onEvent((event) => {
      if (event.kind === 'session') {
        this.#sessionChanged(event.session, event.event);
      } else {
        // The notice belongs to the previous session.
        notices.dismiss();
        this.#hydrate();
      }
    });
    draft.onDidChange(() => {
      update('composer');
    });
    instructions.onDidChange(() => {
      update('composer', 'commands');
    });
    history.onDidChange(() => {
      update('history', 'title');
    });
    models.onDidChange(() => {
      update('models', 'composer', 'unavailable', 'commands');
    });
    notices.onDidChange(() => {
      update('notice');
    });
    changes.onDidChange(() => {
      update('changes');
    });
    dependencies.toolConfirmations.onDidChange(() => {
      update('toolConfirmation');
    });
    dependencies.documents.onDidChange(() => {
      update('documentConfirmation');
    });
    selection.onDidChange(() => {
      update('composer', 'target');
    });
  }

  /** Sends earlier turns to the panel. */
  showEarlier(): void {
    const { sessions, view } = this.#dependencies;
    const last = this.#first;
    this.#first = Math.max(0, last - TURNS_SHOWN);
    const turns = this.#turnViews(sessions.current.conversation.turns.slice(this.#first, last));
    view.post({ type: 'earlier', turns, earlier: this.#first });
  }

  /** Sends the answer to the panel's request for mentions. */
  showMentions(requestId: number, rows: readonly MentionRow[]): void {
    this.#dependencies.view.post({ type: 'mentions', requestId, rows });
  }

  /** Sends what a tool call of an answer sent to the service. */
  showStep(turnId: string, callId: string): void {
    const { sessions, view } = this.#dependencies;
    const step = sessions.answer(turnId)?.steps?.find(({ id }) => id === callId);
    if (step) view.post({ type: 'toolCall', turnId, callId, detail: stepDetail(step) });
  }

  /** Tells the panel that its message was not sent. */
  reportUnsent(): void {
    this.#dependencies.view.post({ type: 'unsent' });
  }

  /** Sends parts of the state to the panel. */
  update(...parts: (keyof PanelStatePatch)[]): void {
    const { view } = this.#dependencies;
    if (!view.isReady) return;
    // Messages lose properties that are undefined.
    const updated = Object.fromEntries(parts.map((part) => [part, this.#parts[part]() ?? null]));
    view.post({ type: 'update', parts: updated });
  }

  /** A question with the chat that asks it, unless that is the one on screen. */
  #confirmation<View extends { readonly chatId?: string | undefined }>(question: View | undefined) {
    if (!question) return undefined;
    const { chatId, ...view } = question;
    const { sessions } = this.#dependencies;
    const title = chatId === undefined ? undefined : sessions.backgroundTitle(chatId);
    if (chatId === undefined || title === undefined) return view;
    return { ...view, otherChat: { id: chatId, title } };
  }

  #hydrate(): void {
    const { sessions, view } = this.#dependencies;
    if (!view.isReady) return;
    const { conversation, draft } = sessions.current;
    this.#first = Math.max(0, conversation.turns.length - TURNS_SHOWN);
    view.hydrate({ state: this.#state(), draft: draft.text });
  }

  #state(): PanelState {
    const parts = this.#parts;
    return {
      session: this.#session(),
      composer: parts.composer(),
      models: parts.models(),
      commands: parts.commands(),
      target: parts.target(),
      notice: parts.notice(),
      changes: parts.changes(),
      toolConfirmation: parts.toolConfirmation(),
      documentConfirmation: parts.documentConfirmation(),
      history: parts.history(),
    };
  }

  #sessionChanged(session: ChatSession, event: ChatSessionEvent): void {
    const { sessions, view } = this.#dependencies;
    if (event.kind === 'retrying') {
      const card = cardForRetry(event.failure, event.at);
      this.#retries.set(session, { id: event.answer.id, card });
    } else if (event.kind !== 'draft') {
      this.#retries.delete(session);
    }
    if (session !== sessions.current) return;
    switch (event.kind) {
      case 'delta':
        view.appendText(event.turnId, event.text, event.thinking);
        return;
      case 'reset':
        this.#hydrate();
        return;
      case 'retrying':
        this.#postTurn(event.answer);
        return;
      case 'draft':
        view.post({ type: 'draft', text: event.text });
        return;
      case 'turn':
        this.#postTurn(event.turn);
        this.update('composer', 'title');
    }
  }

  #postTurn(turn: Turn): void {
    const { sessions, view } = this.#dependencies;
    const { turns } = sessions.current.conversation;
    const at = turns.findIndex(({ id }) => id === turn.id);
    // The view of an answer needs its question.
    const shown = this.#turnViews(turns.slice(Math.max(0, at - 1), at + 1)).at(-1);
    if (at >= 0 && shown) view.post({ type: 'turn', turn: shown });
  }

  #turnViews(turns: readonly Turn[]) {
    const retry = this.#retries.get(this.#dependencies.sessions.current);
    return turnViews(turns, this.#dependencies.views).map((turn) =>
      turn.id === retry?.id && turn.role === 'assistant' ? { ...turn, card: retry.card } : turn,
    );
  }

  #commands() {
    const { instructions, web } = this.#dependencies;
    return commandViews(instructions.prompts, web.commandDetail());
  }

  #session(): SessionView {
    const { turns } = this.#dependencies.sessions.current.conversation;
    return {
      ...this.#head(),
      turns: this.#turnViews(turns.slice(this.#first)),
      earlier: this.#first,
      unavailable: this.#unavailable(),
    };
  }

  #history(): HistoryView | undefined {
    const { list } = this.#dependencies.history;
    const untitled = vscode.l10n.t('Untitled chat');
    return (
      list && { ...list, rows: list.rows.map((row) => ({ ...row, title: row.title || untitled })) }
    );
  }

  #head(): Pick<SessionView, 'id' | 'title' | 'isReadOnly'> {
    const { sessions } = this.#dependencies;
    const { id, title } = sessions.current.conversation;
    return { id, title, isReadOnly: sessions.isReadOnly };
  }

  #unavailable(): CardView | undefined {
    const { models, sessions } = this.#dependencies;
    return (
      models.unavailable &&
      cardForUnavailable(models.unavailable, sessions.current.conversation.turns.length === 0)
    );
  }
}
