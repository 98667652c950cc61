import type { BilledUsage } from '../../mistral/tokenUsage.ts';
import type { Clock } from '../../base/clock.ts';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import { costOf } from '../../mistral/models/prices.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { AvailableService } from '../../mistral/serviceRouter.ts';
import type { ToolResult } from '../tools/tool.ts';
import type { StepList } from '../tools/toolCallRunner.ts';
import type {
  AssistantTurn,
  AnswerState,
  AnswerFailure,
  ToolStepOutcome,
  LeftOut,
  ToolStep,
  WebSource,
} from './conversation.ts';

/** The result of a call that the user stopped, for the model. */
const STOPPED = 'Not run, or stopped by the user.';

/** Text and reasoning that an answer received since the last change. */
export interface AnswerDelta {
  readonly text: string;
  readonly thinking: string;
}

/** Receives the answer after every change; `delta` is set if only text or reasoning was appended. */
export type AnswerListener = (answer: AssistantTurn, delta?: AnswerDelta) => void;

/** Builds an answer from its stream and measures its times. */
export class AnswerAccumulator implements StepList {
  readonly #changed: AnswerListener;
  readonly #clock: Clock;
  #answer: AssistantTurn;
  #sentAt: number;
  /** Duration of the earlier requests of this answer, in milliseconds. */
  #beforeMs: number;
  #hasBegun = false;

  /** Starts from an empty answer, or from one to continue. */
  constructor(answer: AssistantTurn, changed: AnswerListener, clock: Clock) {
    this.#answer = { ...answer, state: 'waiting', failure: undefined };
    this.#changed = changed;
    this.#clock = clock;
    this.#sentAt = clock.now();
    this.#beforeMs = hasContent(answer) ? (answer.totalMs ?? 0) : 0;
  }

  /** The answer so far. */
  get answer(): AssistantTurn {
    return this.#answer;
  }

  /** Whether this answer has received text, reasoning or a tool call. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The steps so far. */
  get steps(): readonly ToolStep[] {
    return this.#answer.steps ?? [];
  }

  /** Whether there is text after the last tool call. */
  get hasConclusion(): boolean {
    return this.#answer.text.slice(this.steps.at(-1)?.textLength ?? 0).trim() !== '';
  }

  /** Records that a request was sent. */
  started(service: AvailableService, model: string, leftOut: LeftOut | undefined): void {
    this.#sentAt = this.#clock.now();
    this.#update({ service: service.name, model, leftOut });
  }

  /** Appends text and reasoning. */
  append(delta: AnswerDelta): void {
    const { text, thinking } = delta;
    if (text === '' && thinking === '') return;
    const { text: before, thinking: thought, thinkingMs, firstTextMs = 0 } = this.#answer;
    const ms = this.#clock.now() - this.#sentAt;
    const isFirst = !this.#hasBegun;
    const isThoughtOver = text !== '' && thought !== '' && thinkingMs === undefined;
    this.#hasBegun = true;
    this.#update(
      {
        state: 'streaming',
        text: before + text,
        thinking: thought + thinking,
        ...(isFirst && before === '' ? { firstTextMs: ms } : {}),
        ...(isThoughtOver ? { thinkingMs: Math.max(0, ms - firstTextMs) } : {}),
      },
      isFirst || isThoughtOver ? undefined : delta,
    );
  }

  /** Ends a message of the model that calls tools: what it says next is a new paragraph. */
  endMessage(): void {
    const { text, thinking, thinkingMs, firstTextMs = 0 } = this.#answer;
    const ms = this.#clock.now() - this.#sentAt;
    this.#beforeMs += ms;
    this.#sentAt = this.#clock.now();
    const endsParagraph = text === '' || text.endsWith('\n\n');
    const isThoughtOver = thinking !== '' && thinkingMs === undefined;
    this.#update({
      text: endsParagraph ? text : `${text}\n\n`,
      ...(isThoughtOver ? { thinkingMs: Math.max(0, ms - firstTextMs) } : {}),
    });
  }

  /** Replaces the list of cited web pages. */
  cite(webSources: readonly WebSource[]): void {
    this.#update({ webSources });
  }

  beginStep(step: Pick<ToolStep, 'id' | 'name' | 'arguments' | 'round'>): void {
    const { text, thinking, firstTextMs } = this.#answer;
    this.#hasBegun = true;
    const lengths = { textLength: text.length, thinkingLength: thinking.length };
    const begun: ToolStep = { ...step, ...lengths, state: 'running', result: '' };
    this.#update({
      state: 'streaming',
      steps: [...this.steps, begun],
      firstTextMs: firstTextMs ?? this.#beforeMs,
    });
  }

  endStep(state: ToolStepOutcome, { content, count, files, sources, cost }: ToolResult): void {
    const last = this.steps.at(-1);
    if (!last) return;
    const { cost: costBefore } = this.#answer;
    const ended: ToolStep = { ...last, state, result: content, count, files, sources };
    this.#update({
      steps: this.steps.with(-1, ended),
      // Without the cost of the messages, the sum would be too low.
      ...(cost !== undefined && costBefore !== undefined ? { cost: costBefore + cost } : {}),
    });
  }

  /** Adds token usage and, if the model's price is known, its cost. A continued answer sums its requests. */
  addUsage(usage: BilledUsage | undefined, price: Price | undefined): void {
    if (!usage) return;
    const { usage: before, cost: costBefore } = this.#answer;
    const isKnown = price !== undefined && (before === undefined || costBefore !== undefined);
    this.#update({
      cost: isKnown ? (costBefore ?? 0) + costOf(usage, price) : undefined,
      usage: {
        promptTokens: (before?.promptTokens ?? 0) + usage.promptTokens,
        completionTokens: (before?.completionTokens ?? 0) + usage.completionTokens,
        cachedTokens: (before?.cachedTokens ?? 0) + usage.cachedTokens,
      },
    });
  }

  /** Ends the answer and returns it. An answer that failed after some text counts as interrupted. */
  finish(state: AnswerState, error?: ServiceError): AssistantTurn {
    const { steps } = this.#answer;
    const hasRunning = steps?.some((step) => step.state === 'running') === true;
    this.#update({
      state: state === 'failed' && hasContent(this.#answer) ? 'interrupted' : state,
      ...(hasRunning ? { steps: steps.map(stopped) } : {}),
      totalMs: this.#beforeMs + this.#clock.now() - this.#sentAt,
      ...(error ? { failure: failureOf(error, this.#clock.now()) } : {}),
    });
    return this.#answer;
  }

  #update(change: Partial<AssistantTurn>, delta?: AnswerDelta): void {
    this.#answer = { ...this.#answer, ...change };
    this.#changed(this.#answer, delta);
  }
}

/** Whether an answer has something that can be sent back and continued: text or tool calls. */
export function hasContent({ text, steps }: Pick<AssistantTurn, 'text' | 'steps'>): boolean {
  return text !== '' || (steps?.length ?? 0) > 0;
}

function stopped(step: ToolStep): ToolStep {
  return step.state === 'running' ? { ...step, state: 'stopped', result: STOPPED } : step;
}

/** The part of an error that a conversation stores; `at` is in milliseconds since the epoch. */
export function failureOf(error: ServiceError, at: number): AnswerFailure {
  const { kind, service, detail, requestId, status, sentence, retryAfterMs } = error;
  return { kind, service, detail, requestId, status, sentence, retryAfterMs, at };
}
