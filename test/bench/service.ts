import type { FimEvent } from '../../src/mistral/client.ts';
import type { Clock } from '../../src/mistral/clock.ts';
import { ServiceError } from '../../src/mistral/errors.ts';
import type { ServiceName } from '../../src/mistral/services.ts';
import { sleep } from './clock.ts';
import type { Model, Question } from './model.ts';

/** How fast a service answers, and how often it may be asked. Milliseconds. */
export interface Profile {
  readonly name: string;
  readonly firstMs: number;
  readonly tokenMs: number;
  /** A request is refused that comes earlier than this after the last one taken. */
  readonly leastGapMs: number;
}

/** One request as the service saw it. */
export interface Served {
  readonly sentAt: number;
  readonly promptTokens: number;
  /** Where its answer begins in the file, in characters; undefined for a place outside it. */
  readonly at: number | undefined;
  /** The tokens generated so far. */
  readonly tokens: string[];
  readonly isRefused: boolean;
}

/** A refusal comes back this soon: nothing is computed for it. Milliseconds. */
const REFUSAL_MS = 60;

/** The service in this process: it answers by the clock and keeps an account of what it did. */
export class Service {
  readonly #clock: Clock;
  readonly #profile: Profile;
  #model: Model | undefined;
  #served: Served[] = [];
  #lastTaken = -Infinity;

  constructor(clock: Clock, profile: Profile) {
    this.#clock = clock;
    this.#profile = profile;
  }

  /** From now on the requests are about another file; returns the account that they go into. */
  turnTo(model: Model): readonly Served[] {
    this.#model = model;
    this.#served = [];
    return this.#served;
  }

  /**
   * Answers as a stream, a token an event. Aborting the signal, or leaving the stream, ends the generating.
   * Throws a `ServiceError`: `rateLimited` or `aborted`.
   */
  async *stream(
    question: Question,
    signal: AbortSignal,
    name: ServiceName = 'codestral',
  ): AsyncGenerator<FimEvent, void, undefined> {
    const { firstMs, tokenMs, leastGapMs } = this.#profile;
    const endIfGivenUp = () => {
      if (signal.aborted) throw new ServiceError('aborted', name);
    };
    const sentAt = this.#clock.now();
    const isRefused = sentAt - this.#lastTaken < leastGapMs;
    const model = this.#model;
    if (!model) throw new Error('no file is open');
    const tokens: string[] = [];
    const promptTokens = isRefused
      ? 0
      : model.tokensOf(question.prompt.length + question.suffix.length);
    const at = model.placeOf(question.prompt);
    this.#served.push({ sentAt, promptTokens, at, tokens, isRefused });
    if (isRefused) {
      await sleep(this.#clock, REFUSAL_MS, signal);
      endIfGivenUp();
      throw new ServiceError('rateLimited', name, { status: 429 });
    }
    this.#lastTaken = sentAt;
    await sleep(this.#clock, firstMs, signal);
    endIfGivenUp();
    for (const [number, text] of model.answer(question).entries()) {
      if (number > 0) await sleep(this.#clock, tokenMs, signal);
      endIfGivenUp();
      tokens.push(text);
      yield { text };
    }
    yield { end: 'stop' };
  }
}
