import type { Usage } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import type { ServiceError } from '../mistral/errors.ts';
import { costOf } from '../mistral/prices.ts';
import type { Price } from '../mistral/prices.ts';
import type { OpenService } from '../mistral/services.ts';
import type { Answer, AnswerState, Failure, LeftOut } from './conversation.ts';

/** An answer while it comes, and its times. */
export class Growing {
  readonly #changed: (answer: Answer) => void;
  readonly #clock: Clock;
  #answer: Answer;
  #sentAt: number;
  /** How long the request took whose answer is continued. */
  readonly #beforeMs: number;
  #hasBegun = false;

  /** Begins with nothing, or with an answer that is to be continued. */
  constructor(answer: Answer, changed: (answer: Answer) => void, clock: Clock) {
    this.#answer = { ...answer, state: 'waiting', failure: undefined };
    this.#changed = changed;
    this.#clock = clock;
    this.#sentAt = clock.now();
    this.#beforeMs = answer.text === '' ? 0 : (answer.totalMs ?? 0);
  }

  /** The answer as it is now. */
  get answer(): Answer {
    return this.#answer;
  }

  /** Whether some of what was asked for has come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** A request has left. */
  sent(service: OpenService, model: string, leftOut: LeftOut | undefined): void {
    this.#sentAt = this.#clock.now();
    this.#become({ service: service.name, model, leftOut });
  }

  /** More text or thoughts. */
  add(text: string, thinking: string): void {
    if (text === '' && thinking === '') return;
    const { text: before, thinking: thought, thinkingMs, firstTextMs = 0 } = this.#answer;
    const ms = this.#clock.now() - this.#sentAt;
    const isFirst = !this.#hasBegun;
    const isThoughtOver = text !== '' && thought !== '' && thinkingMs === undefined;
    this.#hasBegun = true;
    this.#become({
      state: 'streaming',
      text: before + text,
      thinking: thought + thinking,
      ...(isFirst && before === '' ? { firstTextMs: ms } : {}),
      ...(isThoughtOver ? { thinkingMs: ms - firstTextMs } : {}),
    });
  }

  /** What the request cost, where its model has a price; a continued answer cost both. */
  used(usage: Usage | undefined, price: Price | undefined): void {
    if (!usage) return;
    const { usage: before, cost: costBefore } = this.#answer;
    const isKnown = price !== undefined && (before === undefined || costBefore !== undefined);
    this.#become({
      cost: isKnown ? (costBefore ?? 0) + costOf(usage, price) : undefined,
      usage: {
        promptTokens: (before?.promptTokens ?? 0) + usage.promptTokens,
        completionTokens: (before?.completionTokens ?? 0) + usage.completionTokens,
        cachedTokens: (before?.cachedTokens ?? 0) + usage.cachedTokens,
      },
    });
  }

  /** Nothing more comes. Text that is there makes a failure an interruption. */
  ended(state: AnswerState, error?: ServiceError): Answer {
    this.#become({
      state: state === 'failed' && this.#answer.text !== '' ? 'interrupted' : state,
      totalMs: this.#beforeMs + this.#clock.now() - this.#sentAt,
      ...(error ? { failure: failureOf(error, this.#clock.now()) } : {}),
    });
    return this.#answer;
  }

  #become(news: Partial<Answer>): void {
    this.#answer = { ...this.#answer, ...news };
    this.#changed(this.#answer);
  }
}

/** What a conversation keeps of an error, and when it came, in milliseconds since the epoch. */
export function failureOf(error: ServiceError, at: number): Failure {
  const { kind, service, detail, requestId, retryAfterMs } = error;
  return { kind, service, detail, requestId, retryAfterMs, at };
}
