import * as vscode from 'vscode';
import type { NotOpened, Opened } from '../../chat/archive/openChats.ts';
import type { ArchiveFault } from '../../chat/archive/fault.ts';
import type { Turn } from '../../chat/conversation.ts';
import type { Talk, TalkChange } from '../../chat/talk.ts';
import type { CardView, PanelParts, PanelState, SessionView } from '../../protocol/views.ts';
import { cardForClosed, cardForRetry, wordsForFault } from './cards.ts';
import type { ChatModels } from './chatModels.ts';
import type { ChatView } from './chatView.ts';
import type { Composer } from './composer.ts';
import type { CurrentSelection } from './currentSelection.ts';
import type { History } from './history.ts';
import type { Notices } from './notices.ts';
import type { Talks } from './talks.ts';
import type { TurnViewPorts } from './turnViews.ts';
import { turnViews } from './turnViews.ts';

/** So many turns are shown at once; earlier ones come when they are asked for. */
const TURNS_SHOWN = 40;

/** What the chat on screen is made of. */
export interface ChatPorts {
  readonly view: ChatView;
  readonly talks: Talks;
  readonly composer: Composer;
  readonly history: History;
  readonly models: ChatModels;
  readonly notices: Notices;
  readonly selection: CurrentSelection;
  readonly views: TurnViewPorts;
}

/** The chat on screen: what the panel shows of it, and what it is told when something changes. */
export class Chat {
  readonly #ports: ChatPorts;
  /** The first turn that the panel has. */
  #first = 0;
  /** What an answer that is asked for again by itself says meanwhile, by its talk, on screen or not. */
  readonly #retries = new WeakMap<Talk, { readonly id: string; readonly card: CardView }>();

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  /** All that the panel shows. */
  picture(): { readonly state: PanelState; readonly draft: string } {
    const { composer, history, models, notices, selection, talks } = this.#ports;
    this.#first = Math.max(0, talks.current.conversation.turns.length - TURNS_SHOWN);
    return {
      draft: talks.current.draft.text,
      state: {
        session: this.#session(),
        composer: composer.view(),
        models: models.view(),
        target: selection.targetView(),
        notice: notices.view,
        history: history.view,
      },
    };
  }

  /** More turns, before those that the panel has. */
  earlier(): void {
    const { talks, view } = this.#ports;
    const last = this.#first;
    this.#first = Math.max(0, last - TURNS_SHOWN);
    const turns = this.#turnViews(talks.current.conversation.turns.slice(this.#first, last));
    view.post({ type: 'earlier', turns, earlier: this.#first });
  }

  /** Something happened in a talk. */
  talkChanged(talk: Talk, change: TalkChange): void {
    const { talks, view } = this.#ports;
    if (change.kind === 'retrying') {
      const card = cardForRetry(change.failure, change.at);
      this.#retries.set(talk, { id: change.answer.id, card });
    } else {
      this.#retries.delete(talk);
    }
    if (talk !== talks.current) return;
    if (change.kind === 'grown') {
      view.grow(change.answer.id, change.text, change.thinking);
    } else if (change.kind === 'all') {
      view.hydrate();
    } else if (change.kind === 'retrying') {
      this.#postTurn(change.answer);
    } else {
      this.#postTurn(change.turn);
      this.update('composer', 'title');
    }
  }

  /** Parts of what is shown are others. */
  update(...parts: (keyof PanelParts)[]): void {
    const { composer, history, models, notices, selection, view } = this.#ports;
    if (!view.isListening) return;
    const { title, isReadOnly } = this.#head();
    const all: Readonly<Record<keyof PanelParts, () => unknown>> = {
      composer: () => composer.view(),
      models: () => models.view(),
      target: () => selection.targetView(),
      notice: () => notices.view,
      history: () => history.view,
      title: () => title,
      isReadOnly: () => isReadOnly,
      closed: () => this.#closed(),
    };
    // What is not there any more is null: `undefined` is lost on the way.
    const news = Object.fromEntries(parts.map((part) => [part, all[part]() ?? null]));
    view.post({ type: 'update', parts: news });
  }

  /** Says what came of opening a chat, if there is something to say. */
  tellOpened(opened: Opened | NotOpened): void {
    const { t } = vscode.l10n;
    const { notices } = this.#ports;
    if ('fault' in opened) {
      const words = {
        missing: t('The chat is not there any more.'),
        damaged: t('The chat is damaged. Its file was moved to the folder of damaged chats.'),
        future: t('The chat was written by a newer version of this extension.'),
      };
      notices.show('error', words[opened.fault]);
    } else if (opened.isRecovered) {
      notices.show('info', t('Some of the chat could not be read; the rest is here.'));
    }
  }

  /** Says that something of a chat could not be written; it stays in memory, and is written with the next turn. */
  tellFault(id: string, { kind }: ArchiveFault, again: () => void): void {
    const { notices, talks } = this.#ports;
    if (kind === 'taken') talks.lost(id);
    else
      notices.show('error', wordsForFault(kind), { label: vscode.l10n.t('Try Again'), run: again });
  }

  #postTurn(turn: Turn): void {
    const { talks, view } = this.#ports;
    const { turns } = talks.current.conversation;
    const at = turns.findIndex(({ id }) => id === turn.id);
    // A question tells its answer what was attached.
    const shown = this.#turnViews(turns.slice(Math.max(0, at - 1), at + 1)).at(-1);
    if (at >= 0 && shown) view.post({ type: 'turn', turn: shown });
  }

  #turnViews(turns: readonly Turn[]) {
    const retry = this.#retries.get(this.#ports.talks.current);
    return turnViews(turns, this.#ports.views).map((turn) =>
      turn.id === retry?.id && turn.role === 'assistant' ? { ...turn, card: retry.card } : turn,
    );
  }

  #session(): SessionView {
    const { turns } = this.#ports.talks.current.conversation;
    return {
      ...this.#head(),
      turns: this.#turnViews(turns.slice(this.#first)),
      earlier: this.#first,
      closed: this.#closed(),
    };
  }

  #head(): Pick<SessionView, 'id' | 'title' | 'isReadOnly'> {
    const { talks } = this.#ports;
    const { id, title } = talks.current.conversation;
    return { id, title, isReadOnly: talks.isReadOnly };
  }

  #closed(): CardView | undefined {
    const { models, talks } = this.#ports;
    return (
      models.closed && cardForClosed(models.closed, talks.current.conversation.turns.length === 0)
    );
  }
}
