import type { Clock } from './clock.ts';
import { toServiceError } from './errors.ts';
import type { FailureKind, ServiceError } from './errors.ts';
import type { ServiceName } from './services.ts';
import type { Exchange } from './transport.ts';

/** One line for the log about a request that is over. Safe at any log level. */
export interface RequestReport {
  readonly operation: 'fim' | 'chat' | 'models';
  readonly service: ServiceName;
  /** `done`: read to its end. `left`: the consumer had enough. Else the failure. */
  readonly outcome: 'done' | 'left' | FailureKind;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;
  /** Milliseconds until the first byte of the body, where one came. */
  readonly firstByteMs: number | undefined;
  /** Milliseconds from the call to its end. */
  readonly totalMs: number;
}

/** One call of the client, from its beginning to its line in the log. */
export class Call {
  outcome: RequestReport['outcome'] = 'left';
  #detail: string | undefined;
  readonly #startedAt: number;

  constructor(
    readonly operation: RequestReport['operation'],
    readonly exchange: Exchange,
    readonly clock: Clock,
    readonly log: ((report: RequestReport) => void) | undefined,
  ) {
    this.#startedAt = clock.now();
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
      service: exchange.service.name,
      outcome: this.outcome,
      status: exchange.status,
      requestId: exchange.requestId,
      detail: this.#detail,
      firstByteMs: exchange.firstByteAt && exchange.firstByteAt - this.#startedAt,
      totalMs: this.clock.now() - this.#startedAt,
    });
  }
}
