import type { BilledUsage } from '../tokenUsage.ts';
import type { Clock } from '../../base/clock.ts';
import { toServiceError } from '../errors/serviceError.ts';
import type { ServiceError } from '../errors/serviceError.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import type { ServiceName } from '../serviceName.ts';
import type { Exchange } from './exchange.ts';

/**
 * The feature of a request in the usage statistics. `action`: edits, commit messages, names and reviews. `native`: other
 * extensions through VS Code. `embeddings`: the index of the codebase and searches in it. `web`: answers from the web.
 * `documents`: text read from documents.
 */
export type UsageFeature =
  | 'completion'
  | 'chat'
  | 'action'
  | 'native'
  | 'embeddings'
  | 'web'
  | 'documents';

/** The report of a finished request, for the log and the usage statistics. Contains no key and no code. */
export interface RequestReport {
  readonly operation: 'fim' | 'chat' | 'models' | 'embeddings' | 'conversation' | 'ocr';
  /** Undefined for requests without cost: models lists. */
  readonly feature: UsageFeature | undefined;
  /** The requested model. */
  readonly model: string | undefined;
  readonly service: ServiceName;
  /** `done`: read to the end. `closed`: the consumer closed the stream. Otherwise the failure. */
  readonly outcome: 'done' | 'closed' | FailureKind;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;
  /** The time to the first byte of the body, in milliseconds. */
  readonly firstByteMs: number | undefined;
  /** The time to the first text, reasoning or tool call, in milliseconds. */
  readonly firstTextMs: number | undefined;
  /** The duration of the call, in milliseconds. */
  readonly totalMs: number;
  /** What is billed, as reported; unknown if the stream was not read to its end. */
  readonly usage: BilledUsage | undefined;
}

/** Tracks one call of the client until its report. */
export class RequestRecorder {
  outcome: RequestReport['outcome'] = 'closed';
  #firstTextAt: number | undefined;
  #usage: BilledUsage | undefined;
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

  /** Call for each piece of the answer and for its end. */
  onEvent(event: object): void {
    if ('end' in event) this.#usage = (event as { readonly usage?: BilledUsage }).usage;
    else this.#firstTextAt ??= this.clock.now();
  }

  /** Records a failure. Returns it as a ServiceError. */
  onFailure(thrown: unknown): ServiceError {
    const { service, requestId } = this.exchange;
    const error = this.exchange.redacted(
      toServiceError(thrown, { service: service.name, requestId }),
    );
    this.outcome = error.kind;
    this.#detail = error.detail;
    return error;
  }

  /** Receives an answer that arrives as a whole, and ends the call. Throws a ServiceError. */
  async receive<Answer>(receive: (exchange: Exchange) => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await receive(this.exchange);
      this.outcome = 'done';
      return answer;
    } catch (thrown) {
      throw this.onFailure(thrown);
    } finally {
      this.finish();
    }
  }

  /** Ends the call: releases its resources and sends the report. */
  finish(): void {
    const { exchange } = this;
    exchange.close();
    this.log?.({
      operation: this.operation,
      feature: this.feature,
      // The user may have pasted a key as the model's name.
      model: exchange.model && exchange.redactor.redactText(exchange.model),
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
