import type { Clock } from '../mistral/clock.ts';
import type { OpenService } from '../mistral/services.ts';
import type { Answering, Prepared } from './answering.ts';
import type {
  Answer,
  Attachment,
  Conversation,
  Draft,
  Failure,
  Question,
  Turn,
} from './conversation.ts';
import { EMPTY_DRAFT } from './conversation.ts';
import { titleOf } from './titles.ts';

/** What happened in a talk, for whoever shows it. */
export type TalkChange =
  /** A turn is new, or in another state. */
  | { readonly kind: 'turn'; readonly turn: Turn }
  /** The answer that streams has grown. */
  | {
      readonly kind: 'grown';
      readonly answer: Answer;
      readonly text: string;
      readonly thinking: string;
    }
  /** The service is asked again by itself at a time in milliseconds since the epoch. */
  | {
      readonly kind: 'retrying';
      readonly answer: Answer;
      readonly failure: Failure;
      readonly at: number;
    }
  /** Turns went away, or all of it is another one. */
  | { readonly kind: 'all' };

/** What a talk needs. */
export interface TalkPorts {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly answering: Pick<Answering, 'answer'>;
  /** Makes the request for an answer to the last question of `turns`; `continued` is what to go on from. */
  readonly prepare: (
    service: OpenService,
    chat: Pick<Conversation, 'id' | 'turns'>,
    continued: Answer | undefined,
  ) => Promise<Prepared>;
  /** Keeps the conversation; must not reject. Resolves when it is on disk, or cannot be. */
  readonly save: (conversation: Conversation) => Promise<void>;
  /** Keeps what changes often: the draft, and the answer that streams. */
  readonly saveLive: (id: string, live: { draft: Draft; answer?: Answer }) => void;
  readonly changed: (talk: Talk, change: TalkChange) => void;
}

/** One conversation that is open: its draft, and the answer that streams into it. */
export class Talk {
  readonly #ports: TalkPorts;
  #conversation: Conversation;
  #draft: Draft;
  #before: Conversation | undefined;
  /** Stops the answer that is on its way. */
  #controller: AbortController | undefined;
  /** When the last answer is over and kept. */
  #over = Promise.resolve();

  constructor(ports: TalkPorts, conversation: Conversation, draft: Draft) {
    this.#ports = ports;
    this.#conversation = conversation;
    this.#draft = draft;
  }

  /** The conversation as it is now. */
  get conversation(): Conversation {
    return this.#conversation;
  }

  /** What is being written. */
  get draft(): Draft {
    return this.#draft;
  }

  /** Whether an answer is on its way. */
  get isAnswering(): boolean {
    return this.#controller !== undefined;
  }

  /** Sends a question with what is attached to the draft, which is empty then. Resolves when the answer is over. */
  async ask(text: string, attachments: readonly Attachment[]): Promise<void> {
    if (this.isAnswering) return;
    this.#before = undefined;
    this.#draft = EMPTY_DRAFT;
    await this.#askAfter(this.#conversation.turns, text, attachments);
  }

  /** Says an earlier question anew; what came after it goes away (see {@link undo}). */
  async edit(turnId: string, text: string): Promise<void> {
    const at = this.#indexOf(turnId);
    const question = this.#conversation.turns[at];
    if (this.isAnswering || question?.role !== 'user') return;
    const kept = this.#conversation.turns.slice(0, at);
    this.#cutTo(kept);
    await this.#askAfter(kept, text, question.attachments);
  }

  /** Asks for an answer again; it and what came after it go away (see {@link undo}). */
  async regenerate(turnId: string): Promise<void> {
    const at = this.#indexOf(turnId);
    if (this.isAnswering || this.#conversation.turns[at]?.role !== 'assistant') return;
    const kept = this.#conversation.turns.slice(0, at);
    this.#cutTo(kept);
    await this.#answer(kept, this.#emptyAnswer());
  }

  /** Has the last answer go on where it was cut. */
  async continue(turnId: string): Promise<void> {
    const answer = this.#conversation.turns.at(-1);
    if (this.isAnswering || answer?.role !== 'assistant' || answer.id !== turnId) return;
    this.#before = undefined;
    await this.#answer(this.#conversation.turns.slice(0, -1), answer);
  }

  /** Ends the answer that streams; what came is kept. Resolves when it is over. */
  async stop(): Promise<void> {
    this.#controller?.abort();
    await this.#over;
  }

  /** Resolves when no answer is on its way any more, and the last one is kept. */
  async over(): Promise<void> {
    await this.#over;
  }

  /** Whether there is something to {@link undo}. */
  get canUndo(): boolean {
    return this.#before !== undefined;
  }

  /** Brings the turns back that the last edit or regeneration took away; what came since goes away. */
  async undo(): Promise<void> {
    await this.stop();
    // Something else may have been asked meanwhile.
    if (!this.#before || this.isAnswering) return;
    const { turns } = this.#before;
    this.#before = undefined;
    this.#become({ turns });
    this.#ports.changed(this, { kind: 'all' });
    await this.#ports.save(this.#conversation);
  }

  /** What is being written has changed. */
  write(draft: Draft): void {
    this.#draft = draft;
    this.#saveLive();
  }

  /** Gives it another title. */
  async rename(title: string): Promise<void> {
    this.#become({ title, isRenamed: true });
    await this.#ports.save(this.#conversation);
  }

  async #askAfter(
    turns: readonly Turn[],
    text: string,
    attachments: readonly Attachment[],
  ): Promise<void> {
    const { clock, newId } = this.#ports;
    const question: Question = { role: 'user', id: newId(), text, attachments, at: clock.now() };
    this.#become({ turns: [...turns, question] });
    this.#ports.changed(this, { kind: 'turn', turn: question });
    await this.#answer(this.#conversation.turns, this.#emptyAnswer());
  }

  /** The question is on disk before the request leaves; so is each state of the answer soon after it came. */
  async #answer(before: readonly Turn[], begun: Answer): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    const run = this.#run(before, begun, controller.signal).finally(() => {
      // The next question may be asked while this answer is being kept.
      if (this.#controller === controller) this.#controller = undefined;
    });
    this.#over = run.catch(() => undefined);
    await run;
  }

  async #run(before: readonly Turn[], begun: Answer, signal: AbortSignal): Promise<void> {
    this.#put(before, { ...begun, state: 'waiting', failure: undefined });
    const { id } = this.#conversation;
    const continued = begun.text === '' ? undefined : begun;
    // With the answer: one that is to go on is not lost when it does not.
    await this.#ports.save(this.#conversation);
    const ended = await this.#ports.answering.answer(
      {
        answer: begun,
        prepare: (service) => this.#ports.prepare(service, { id, turns: before }, continued),
        changed: (answer) => {
          this.#grow(before, answer);
        },
        retrying: (failure, at) => {
          this.#ports.changed(this, { kind: 'retrying', answer: this.#last(), failure, at });
        },
      },
      signal,
    );
    this.#controller = undefined;
    this.#put(before, ended);
    await this.#ports.save(this.#conversation);
  }

  #grow(before: readonly Turn[], answer: Answer): void {
    const last = this.#last();
    const text = answer.text.slice(last.text.length);
    const thinking = answer.thinking.slice(last.thinking.length);
    const isOnlyLonger = answer.state === last.state && answer.thinkingMs === last.thinkingMs;
    if (!isOnlyLonger || (text === '' && thinking === '')) {
      this.#put(before, answer);
      return;
    }
    this.#become({ turns: [...before, answer] });
    this.#ports.changed(this, { kind: 'grown', answer, text, thinking });
    this.#saveLive();
  }

  #put(before: readonly Turn[], answer: Answer): void {
    this.#become({ turns: [...before, answer] });
    this.#ports.changed(this, { kind: 'turn', turn: answer });
    this.#saveLive();
  }

  #cutTo(turns: readonly Turn[]): void {
    // Only what said something is worth bringing back.
    const lost = this.#conversation.turns.slice(turns.length);
    const isWorth = lost.some(({ role, text }) => role === 'assistant' && text !== '');
    this.#before = isWorth ? this.#conversation : undefined;
    this.#become({ turns });
    this.#ports.changed(this, { kind: 'all' });
  }

  /** The answer that streams. */
  #last(): Answer {
    const last = this.#conversation.turns.at(-1);
    return last?.role === 'assistant' ? last : this.#emptyAnswer();
  }

  #emptyAnswer(): Answer {
    const { clock, newId } = this.#ports;
    return {
      role: 'assistant',
      id: newId(),
      text: '',
      thinking: '',
      state: 'waiting',
      // The request says which, once it leaves.
      model: '',
      service: 'mistral',
      at: clock.now(),
    };
  }

  #indexOf(turnId: string): number {
    return this.#conversation.turns.findIndex(({ id }) => id === turnId);
  }

  #become(news: Pick<Conversation, 'turns'> | Pick<Conversation, 'title' | 'isRenamed'>): void {
    const before = this.#conversation;
    const next = { ...before, ...news, updatedAt: this.#ports.clock.now() };
    const question = next.turns[0];
    const isTitled = next.isRenamed || question === before.turns[0] || question?.role !== 'user';
    this.#conversation = isTitled ? next : { ...next, title: titleOf(question) };
  }

  #saveLive(): void {
    const answer = this.isAnswering ? { answer: this.#last() } : {};
    this.#ports.saveLive(this.#conversation.id, { draft: this.#draft, ...answer });
  }
}
