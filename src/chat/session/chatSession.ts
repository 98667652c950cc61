import type { Clock } from '../../base/clock.ts';
import type { AvailableService } from '../../mistral/serviceRouter.ts';
import { Emitter } from '../../base/emitter.ts';
import type { AnswerTools, ToolOffer } from '../tools/toolCallRunner.ts';
import { hasContent } from './answerAccumulator.ts';
import type { AnswerDelta } from './answerAccumulator.ts';
import type { AnswerRequester, PreparedRequest } from './answerRequester.ts';
import type {
  AssistantTurn,
  Attachment,
  Conversation,
  Draft,
  AnswerFailure,
  UserTurn,
  Turn,
} from './conversation.ts';
import { EMPTY_DRAFT, emptyAnswer } from './conversation.ts';
import { titleOf } from './chatTitle.ts';
import type { TaskNames } from './chatTitle.ts';
import type { DraftState } from '../archive/chatWriter.ts';

/** A change in a chat session. */
export type ChatSessionEvent =
  /** A turn was added or replaced. */
  | { readonly kind: 'turn'; readonly turn: Turn }
  /** The streaming answer received text or reasoning. */
  | ({ readonly kind: 'delta'; readonly turnId: string } & AnswerDelta)
  /** The request is retried automatically; `at` is in milliseconds since the epoch. */
  | {
      readonly kind: 'retrying';
      readonly answer: AssistantTurn;
      readonly failure: AnswerFailure;
      readonly at: number;
    }
  /** Turns were removed or restored. */
  | { readonly kind: 'reset' }
  /** The message box must show this text. */
  | { readonly kind: 'draft'; readonly text: string };

/** Dependencies of {@link ChatSession}. */
export interface ChatSessionPorts {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly answerRequester: Pick<AnswerRequester, 'answer'>;
  /** Creates the request for an answer to the last question of `turns`; `continued` is the answer to continue. */
  readonly prepare: (
    service: AvailableService,
    chat: Pick<Conversation, 'id' | 'turns'>,
    continued: AssistantTurn | undefined,
    offer: ToolOffer | undefined,
  ) => Promise<PreparedRequest>;
  /** The tools for the answer to a question in a chat; undefined for none. */
  readonly tools?: ((question: UserTurn, chatId: string) => AnswerTools | undefined) | undefined;
  /** Saves the conversation; resolves when it is on disk or saving failed. Must not reject. */
  readonly save: (conversation: Conversation) => Promise<void>;
  /** Saves what changes often: the draft and the streaming answer. */
  readonly saveDraft: (id: string, state: DraftState) => void;
  /** Names of the slash commands in chat titles; English by default. */
  readonly taskNames?: TaskNames | undefined;
}

/** An open conversation with its draft and its streaming answer. */
export class ChatSession {
  readonly #onEvent = new Emitter<ChatSessionEvent>();
  /** Fires after every change. */
  readonly onEvent = this.#onEvent.event;
  readonly #ports: ChatSessionPorts;
  #conversation: Conversation;
  #draft: Draft;
  #previous: Conversation | undefined;
  /** Aborts the pending answer. */
  #controller: AbortController | undefined;
  /** Ends the wait for the last automatic retry. */
  #retryNow: (() => void) | undefined;
  /** Resolves when the last answer is complete and saved. */
  #completed = Promise.resolve();

  constructor(ports: ChatSessionPorts, conversation: Conversation, draft: Draft) {
    this.#ports = ports;
    this.#conversation = conversation;
    this.#draft = draft;
  }

  /** The current conversation. */
  get conversation(): Conversation {
    return this.#conversation;
  }

  /** The unsent message. */
  get draft(): Draft {
    return this.#draft;
  }

  /** Whether an answer is pending or streaming. */
  get isAnswering(): boolean {
    return this.#controller !== undefined;
  }

  /** Sends a question and empties the draft. Resolves when the answer is complete. */
  async ask(text: string, attachments: readonly Attachment[]): Promise<void> {
    if (this.isAnswering) return;
    this.#previous = undefined;
    this.#draft = EMPTY_DRAFT;
    await this.#askAfter(this.#conversation.turns, text, attachments);
  }

  /** Edits an earlier question and sends it again; later turns are removed (see {@link undo}). */
  async edit(turnId: string, text: string): Promise<void> {
    const at = this.#indexOf(turnId);
    const question = this.#conversation.turns[at];
    if (this.isAnswering || question?.role !== 'user') return;
    const kept = this.#conversation.turns.slice(0, at);
    this.#cutTo(kept);
    await this.#askAfter(kept, text, question.attachments);
  }

  /** Requests an answer again; it and later turns are removed (see {@link undo}). */
  async regenerate(turnId: string): Promise<void> {
    const at = this.#indexOf(turnId);
    if (this.isAnswering || this.#conversation.turns[at]?.role !== 'assistant') return;
    const kept = this.#conversation.turns.slice(0, at);
    this.#cutTo(kept);
    await this.#answer(kept, this.#emptyAnswer());
  }

  /** Continues the last answer where it ended. */
  async continue(turnId: string): Promise<void> {
    const answer = this.#conversation.turns.at(-1);
    if (this.isAnswering || answer?.role !== 'assistant' || answer.id !== turnId) return;
    this.#previous = undefined;
    await this.#answer(this.#conversation.turns.slice(0, -1), answer);
  }

  /** Stops the streaming answer and keeps the text received so far. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#controller?.abort();
    await this.#completed;
  }

  /** Starts the pending automatic retry at once, if there is one. */
  retryNow(): void {
    this.#retryNow?.();
  }

  /** Resolves when no answer is pending and the last one is saved. */
  async whenCompleted(): Promise<void> {
    await this.#completed;
  }

  /** Whether {@link undo} would restore turns. */
  get canUndo(): boolean {
    return this.#previous !== undefined;
  }

  /** Whether {@link undo} would restore more turns than the chat has now: later ones were removed. */
  get hasRemovedTurns(): boolean {
    return (this.#previous?.turns.length ?? 0) > this.#conversation.turns.length;
  }

  /** Restores the turns that the last edit or regeneration removed, and drops the turns added since. */
  async undo(): Promise<void> {
    await this.stop();
    // Another question may have been sent in the meantime.
    if (!this.#previous || this.isAnswering) return;
    const { turns } = this.#previous;
    this.#previous = undefined;
    this.#update({ turns });
    this.#onEvent.fire({ kind: 'reset' });
    await this.#ports.save(this.#conversation);
  }

  /** Replaces the draft; the message box is not updated (see {@link showDraft}). */
  setDraft(draft: Draft): void {
    this.#draft = draft;
    this.#saveDraft();
  }

  /** Shows a text in the message box. */
  showDraft(text: string): void {
    this.#onEvent.fire({ kind: 'draft', text });
  }

  /** Sets the title. */
  async rename(title: string): Promise<void> {
    this.#update({ title, isRenamed: true });
    await this.#ports.save(this.#conversation);
  }

  async #askAfter(
    turns: readonly Turn[],
    text: string,
    attachments: readonly Attachment[],
  ): Promise<void> {
    const { clock, newId } = this.#ports;
    const question: UserTurn = { role: 'user', id: newId(), text, attachments, at: clock.now() };
    this.#update({ turns: [...turns, question] });
    this.#onEvent.fire({ kind: 'turn', turn: question });
    await this.#answer(this.#conversation.turns, this.#emptyAnswer());
  }

  /** Requests an answer. The question is saved before the request is sent. */
  async #answer(previous: readonly Turn[], partialAnswer: AssistantTurn): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    const run = this.#run(previous, partialAnswer, controller.signal).finally(() => {
      // The next question may be sent while this answer is being saved.
      if (this.#controller === controller) this.#controller = undefined;
    });
    this.#completed = run.catch(() => undefined);
    await run;
  }

  async #run(
    previous: readonly Turn[],
    partialAnswer: AssistantTurn,
    signal: AbortSignal,
  ): Promise<void> {
    this.#setAnswer(previous, { ...partialAnswer, state: 'waiting', failure: undefined });
    const { id } = this.#conversation;
    const last = previous.at(-1);
    const question = last?.role === 'user' ? last : undefined;
    // Includes the answer, so that continuing it can't lose it.
    await this.#ports.save(this.#conversation);
    const ended = await this.#ports.answerRequester.answer(
      {
        answer: partialAnswer,
        question,
        tools: question && this.#ports.tools?.(question, id),
        prepare: (service, soFar, offer) => {
          const continued = hasContent(soFar) ? soFar : undefined;
          return this.#ports.prepare(service, { id, turns: previous }, continued, offer);
        },
        onChange: (answer, delta) => {
          this.#setAnswer(previous, answer, delta);
        },
        onRetry: (failure, at, retryNow) => {
          this.#retryNow = retryNow;
          this.#onEvent.fire({ kind: 'retrying', answer: this.#last(), failure, at });
        },
      },
      signal,
    );
    this.#controller = undefined;
    this.#retryNow = undefined;
    this.#setAnswer(previous, ended);
    await this.#ports.save(this.#conversation);
  }

  #setAnswer(previous: readonly Turn[], answer: AssistantTurn, delta?: AnswerDelta): void {
    this.#update({ turns: [...previous, answer] });
    this.#onEvent.fire(
      delta ? { kind: 'delta', turnId: answer.id, ...delta } : { kind: 'turn', turn: answer },
    );
    this.#saveDraft();
  }

  #cutTo(turns: readonly Turn[]): void {
    // An answer without text is not worth restoring, and the first question is asked again.
    const lost = this.#conversation.turns.slice(turns.length);
    const isRestorable = lost.some(
      ({ role, text }, at) => text !== '' && (role === 'assistant' || at > 0),
    );
    this.#previous = isRestorable ? this.#conversation : undefined;
    this.#update({ turns });
    this.#onEvent.fire({ kind: 'reset' });
  }

  /** The streaming answer. */
  #last(): AssistantTurn {
    const last = this.#conversation.turns.at(-1);
    return last?.role === 'assistant' ? last : this.#emptyAnswer();
  }

  #emptyAnswer(): AssistantTurn {
    const { clock, newId } = this.#ports;
    return emptyAnswer(newId(), clock.now());
  }

  #indexOf(turnId: string): number {
    return this.#conversation.turns.findIndex(({ id }) => id === turnId);
  }

  #update(change: Pick<Conversation, 'turns'> | Pick<Conversation, 'title' | 'isRenamed'>): void {
    const previous = this.#conversation;
    const next = { ...previous, ...change, updatedAt: this.#ports.clock.now() };
    const question = next.turns[0];
    const isTitled = next.isRenamed || question === previous.turns[0] || question?.role !== 'user';
    this.#conversation = isTitled
      ? next
      : { ...next, title: titleOf(question, this.#ports.taskNames) };
  }

  #saveDraft(): void {
    const answer = this.isAnswering ? { answer: this.#last() } : {};
    this.#ports.saveDraft(this.#conversation.id, { draft: this.#draft, ...answer });
  }
}
