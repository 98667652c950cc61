import type { FimRequest, Usage } from '../mistral/client.ts';
import type { Clock } from '../mistral/clock.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { ServiceName } from '../mistral/services.ts';
import type { Answered } from './answer.ts';
import type { Mode } from './ending/mode.ts';
import type { Outcome } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

/** What a request was made for. */
export type Purpose = 'suggestion' | 'alternative' | 'prefetch';

/** One request as it went; times are milliseconds since the epoch. Grows while the answer streams. */
export interface RequestTrace {
  readonly purpose: Purpose;
  readonly mode: Mode;
  /** Exactly what was sent. */
  readonly request: FimRequest;
  service: ServiceName;
  readonly sentAt: number;
  firstTextAt?: number;
  endedAt?: number;
  /** All the text that has arrived. */
  raw: string;
  /** Whether the stream is left: nothing more will come. */
  isOver?: boolean;
  /** The service's finish reason; absent where we closed the stream first. */
  finish?: string;
  usage?: Usage;
  failure?: FailureKind;
  /** A few safe words about it, as a ServiceError has them. */
  failureDetail?: string | undefined;
  /** What became of the answer. */
  answered?: Answered;
}

/** A step of a call; each has its words in the explanation that people read. */
export type Step =
  | 'allowed'
  | 'typed'
  | 'deleted'
  | 'continued'
  | 'joined'
  | 'waited'
  | 'asked'
  | 'landed'
  | 'alternative'
  | 'ended';

/** What happened in one call of the engine and why. Beside memory the only place that holds code. */
export class Trace {
  /** Steps in order, each with the milliseconds since the call began. */
  readonly steps: { readonly step: Step; readonly ms: number }[] = [];
  readonly trigger: 'automatic' | 'invoke';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The state the call was made at; absent where the gate refused before it was looked at. */
  snapshot?: Snapshot;
  /** The request whose answer was shown, or that came to nothing. */
  request?: RequestTrace | undefined;
  /** Absent while the call goes on. */
  outcome?: Outcome;
  readonly #clock: Clock;

  constructor(clock: Clock, trigger: 'automatic' | 'invoke') {
    this.#clock = clock;
    this.trigger = trigger;
    this.startedAt = clock.now();
  }

  /** Something happened now. */
  note(step: Step): void {
    this.steps.push({ step, ms: this.#clock.now() - this.startedAt });
  }

  /** The call is over. */
  end(outcome: Outcome): void {
    this.note('ended');
    this.outcome = outcome;
  }
}
