import type { Usage } from './client.ts';
import type { Clock } from './clock.ts';
import { toServiceError } from './errors.ts';
import type { FailureKind, ServiceError } from './errors.ts';
import type { ServiceName } from './services.ts';
import type { Exchange } from './transport.ts';

/**
 * What a request was made for, as the statistics tell it. `action`: an edit, a commit message, names; `native`:
 * another extension asked through VS Code.
 */
export type UsageFeature = 'completion' | 'chat' | 'action' | 'native';

/** What is told about a request that is over, to the log and to the statistics. Holds no key and no code. */
export interface RequestReport {
  readonly operation: 'fim' | 'chat' | 'models';
  /** Undefined for what costs nothing: lists of models. */
  readonly feature: UsageFeature | undefined;
  /** The model as it was asked for. */
  readonly model: string | undefined;
  readonly service: ServiceName;
  /** `done`: read to its end. `left`: the consumer had enough. Else the failure. */
  readonly outcome: 'done' | 'left' | FailureKind;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;
  /** Milliseconds until the first byte of the body, where one came. */
  readonly firstByteMs: number | undefined;
  /** Milliseconds until the first text, thought or call of a tool, where one came. */
  readonly firstTextMs: number | undefined;
  /** Milliseconds from the call to its end. */
  readonly totalMs: number;
  /** What the service says that it cost; unknown where the stream was left before its end. */
  readonly usage: Usage | undefined;
}

/** One call of the client, from its beginning to its line in the log. */
export class Call {
  outcome: RequestReport['outcome'] = 'left';
  #firstTextAt: number | undefined;
  #usage: Usage | undefined;
  #detail: string | undefined;
  readonly #startedAt: number;

  constructor(
    readonly operation: RequestReport['operation'],
    readonly exchange: Exchange,
    readonly clock: Clock,
    readonly log: ((report: RequestReport) => void) | undefined,
    readonly feature?: UsageFeature,
  ) {
    this.#startedAt = clock.now();
  }

  /** Something of the answer came: a piece of it, or its end with what it cost. */
  came(event: object): void {
    if ('end' in event) this.#usage = (event as { readonly usage?: Usage }).usage;
    else this.#firstTextAt ??= this.clock.now();
  }

  /** Notes a failure and returns it as the one kind of error there is. */
  fail(thrown: unknown): ServiceError {
    const { service, requestId } = this.exchange;
    const error = toServiceError(thrown, { service: service.name, requestId });
    this.outcome = error.kind;
    this.#detail = error.detail;
    return error;
  }

  /** Lets go of everything and reports. */
  end(): void {
    const { exchange } = this;
    exchange.close();
    this.log?.({
      operation: this.operation,
      feature: this.feature,
      model: exchange.model,
      service: exchange.service.name,
      outcome: this.outcome,
      status: exchange.status,
      requestId: exchange.requestId,
      detail: this.#detail,
      firstByteMs: exchange.firstByteAt && exchange.firstByteAt - this.#startedAt,
      firstTextMs: this.#firstTextAt && this.#firstTextAt - this.#startedAt,
      totalMs: this.clock.now() - this.#startedAt,
      usage: this.#usage,
    });
  }
}
