import * as vscode from 'vscode';
import type { Answer, Attachment } from '../../chat/conversation.ts';
import { isAboutCommit, isBareTask, isTask } from '../../chat/prompts/slash.ts';
import type { Talk } from '../../chat/talk.ts';
import type { Services } from '../../mistral/services.ts';
import type { CardAction } from '../../protocol/views.ts';
import { commandOf, labelOf } from '../failures/actions.ts';
import { FAILURES } from '../failures/table.ts';
import { sentence, wordsFor } from '../notify.ts';
import { wordsForFault } from './cards.ts';
import type { ChatPorts } from './chat.ts';
import type { Preparing } from './preparing.ts';

/** After these a user goes on chatting. */
const LEADS_BACK: ReadonlySet<CardAction> = new Set([
  'setKey',
  'setMistralKey',
  'setCodestralKey',
  'manageKeys',
  'chooseModel',
]);

/** What asking takes. */
export interface AsksPorts extends Pick<
  ChatPorts,
  'composer' | 'models' | 'notices' | 'talks' | 'view'
> {
  readonly services: Pick<Services, 'route'>;
  readonly preparing: Preparing;
}

/** A question with all that it brings along. */
export interface AskedQuestion {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** Asks for answers in the user's name: whether it may, what has to be done before, and what helps where it may not. */
export class Asks {
  readonly #ports: AsksPorts;
  /** What has to be done before a question leaves: it was asked for before. */
  readonly #first = new Set<Promise<void>>();
  /** The notice that no service can be asked. */
  #closedNotice: string | undefined;
  /** When the last question about code has its chat: two commands at once must not take the same. */
  #placed: Promise<unknown> = Promise.resolve();

  constructor(ports: AsksPorts) {
    this.#ports = ports;
  }

  /** A service can be asked again: what was said about that is true no more. */
  serviceOpened(): void {
    if (this.#closedNotice !== undefined) this.#ports.notices.dismiss(this.#closedNotice);
    this.#closedNotice = undefined;
  }

  /** Asks a question; the message box keeps it where it cannot be asked. */
  async send(text: string): Promise<void> {
    const { composer, notices, talks, view } = this.#ports;
    const talk = talks.current;
    const asked = text.trim();
    if (asked === '/clear') {
      talk.write({ ...talk.draft, text: '' });
      view.post({ type: 'draft', text: '' });
      talks.begin();
      return;
    }
    const mayAsk = (await this.#mayAsk(talk)) && (await this.#hasSubject(talk, asked));
    const attachments = composer.attached();
    if (!mayAsk || (asked === '' && attachments.length === 0)) {
      // The box takes it that what it has sent is on its way: it is to be sent again.
      if (talk === talks.current) view.post({ type: 'draft', text });
      return;
    }
    notices.dismiss();
    // The text is gone from the box once it is in the chat, and not before.
    const over = talk.ask(asked, attachments);
    composer.sent();
    view.post({ type: 'draft', text: '' });
    await over;
  }

  /**
   * Asks a question in a new chat, with what it brings along and nothing else. Where it cannot be asked, the
   * message box has it. Resolves when the answer is over.
   */
  async about(question: AskedQuestion): Promise<void> {
    const placed = this.#placed.then(() => this.#place(question));
    this.#placed = placed.catch(() => undefined);
    await (
      await placed
    ).over;
  }

  async #place({ text, attachments }: AskedQuestion): Promise<{ over?: Promise<void> }> {
    const { composer, notices, talks, view } = this.#ports;
    talks.begin();
    const talk = talks.current;
    // What is selected is in the question: it is not to be attached by itself, too.
    composer.sent();
    if (await this.#mayAsk(talk)) {
      notices.dismiss();
      return { over: talk.ask(text, attachments) };
    }
    talk.write({ ...talk.draft, text });
    if (talk !== talks.current) return {};
    composer.add(attachments);
    view.post({ type: 'draft', text });
    return {};
  }

  /** A command is about code: where nothing is attached, about the file that one works in; says so where there is none. */
  async #hasSubject(talk: Talk, asked: string): Promise<boolean> {
    const { composer, notices, talks } = this.#ports;
    if (isAboutCommit(asked)) return this.#hasChanges(talk);
    if (!isTask(asked) || composer.attached().length > 0) return true;
    await composer.attachSuggestion();
    if (talk !== talks.current || talk.isAnswering) return false;
    const isAboutNothing = composer.attached().length + talk.conversation.turns.length === 0;
    if (!isAboutNothing || !isBareTask(asked)) return true;
    notices.show('info', vscode.l10n.t('Select code or open a file first.'));
    return false;
  }

  /** A commit's message is about its changes, unless something else was attached; the composer says why there are none. */
  async #hasChanges(talk: Talk): Promise<boolean> {
    const { composer, talks } = this.#ports;
    const { isTrusted } = vscode.workspace;
    const isEmpty = () => talk.draft.attachments.length === 0;
    if (isEmpty() || !isTrusted) await composer.attach('commit');
    return isTrusted && talk === talks.current && !talk.isAnswering && !isEmpty();
  }

  /** Has a task done before the next question leaves. */
  async before(task: Promise<void>): Promise<void> {
    this.#first.add(task);
    try {
      await task;
    } finally {
      this.#first.delete(task);
    }
  }

  /** What takes turns away can be undone. */
  async change(talk: Talk, change: () => Promise<void>): Promise<void> {
    const { notices } = this.#ports;
    if (!(await this.#mayAsk(talk))) return;
    notices.dismiss();
    const over = change();
    if (talk.canUndo) {
      notices.show('info', vscode.l10n.t('What came after it was removed.'), {
        label: vscode.l10n.t('Undo'),
        run: () => talk.undo(),
      });
    }
    await over;
  }

  /** Whether a request could leave, once all is done that was asked for before; says why not. */
  async #mayAsk(talk: Talk): Promise<boolean> {
    const { notices, services, talks } = this.#ports;
    await Promise.allSettled(this.#first);
    const route = await services.route('chat');
    // Meanwhile another chat may have come on screen, or another question may have been faster.
    if (talk !== talks.current || talk.isAnswering) return false;
    if (talks.isReadOnly) {
      notices.show('error', wordsForFault('taken'));
      return false;
    }
    if (!('closed' in route)) return true;
    const [action = 'settings'] = FAILURES[route.closed].card;
    const why = sentence(wordsFor(route.closed, route.service, undefined, 'chat'));
    this.#closedNotice = notices.show('error', why, {
      label: labelOf(action, vscode.l10n.t),
      run: () => this.act(action, undefined),
    });
    return false;
  }

  /** Does what a card's button says, for an answer or for the chat as a whole. */
  async act(action: CardAction, turnId: string | undefined): Promise<void> {
    const { models, preparing, talks, view } = this.#ports;
    const { current } = talks;
    const answer = turnId === undefined ? undefined : talks.answer(turnId);
    const service = answer?.failure?.service ?? models.closed?.service ?? 'mistral';
    if (action === 'retry' || action === 'shorten') {
      if (action === 'shorten') preparing.shorten(current.conversation.id);
      if (answer) await this.#again(answer);
      return;
    }
    const command = commandOf(action, service, 'chat');
    if (command) await vscode.commands.executeCommand(...command);
    // What is asked above the editor is over, and the chat goes on.
    if (LEADS_BACK.has(action)) await view.show();
  }

  /** An answer that broke off goes on; one that never came is asked for anew. */
  async #again(answer: Answer): Promise<void> {
    const { current } = this.#ports.talks;
    await this.change(current, () =>
      answer.text === '' ? current.regenerate(answer.id) : current.continue(answer.id),
    );
  }
}
