import type { FimEvent } from '../../src/mistral/fim.ts';
import type { Clock } from '../../src/base/clock.ts';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { delay } from '../../src/base/async.ts';
import type { Model, Question } from './model.ts';

/** The speed and the rate limit of a service, in milliseconds. */
export interface Profile {
  readonly name: string;
  readonly firstMs: number;
  readonly tokenMs: number;
  /** The minimum time between two accepted requests. */
  readonly leastGapMs: number;
}

/** The service's record of a request. */
export interface Served {
  readonly sentAt: number;
  readonly promptTokens: number;
  /** The offset in the file at which its answer starts; undefined outside of the file. */
  readonly at: number | undefined;
  /** The number of tokens generated so far. */
  readonly tokens: string[];
  readonly isRefused: boolean;
}

/** The delay of a rejection, in milliseconds: it needs no computation. */
const REFUSAL_MS = 60;

/** A service in this process. It responds by the clock and records its work. */
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

  /** Later requests are about another file. Returns the list in which they are recorded. */
  turnTo(model: Model): readonly Served[] {
    this.#model = model;
    this.#served = [];
    return this.#served;
  }

  /**
   * Streams an answer, one token per event. Aborting the signal, or ending the iteration, stops it. Throws a
   * `ServiceError`: `rateLimited` or `aborted`.
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
      await delay(this.#clock, REFUSAL_MS, signal);
      endIfGivenUp();
      throw new ServiceError('rateLimited', name, { status: 429 });
    }
    this.#lastTaken = sentAt;
    await delay(this.#clock, firstMs, signal);
    endIfGivenUp();
    for (const [number, text] of model.answer(question).entries()) {
      if (number > 0) await delay(this.#clock, tokenMs, signal);
      endIfGivenUp();
      tokens.push(text);
      yield { text };
    }
    yield { end: 'stop' };
  }
}
