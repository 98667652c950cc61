import type { RequestTrace } from './request/requestTrace.ts';
import type { Clock } from '../base/clock.ts';
import type { Outcome } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

/** A step of a call; the trace document has a text for each. */
export type TraceStep =
  | 'allowed'
  | 'cached'
  | 'restored'
  | 'continued'
  | 'joined'
  | 'waited'
  | 'requested'
  | 'completed'
  | 'alternative'
  | 'ended';

/** The steps of one call and its result. Keeps the snapshot and the request until the next call replaces it. */
export class Trace {
  /** The steps in order, each with the milliseconds since the start of the call. */
  readonly steps: { readonly step: TraceStep; readonly ms: number }[] = [];
  readonly trigger: 'automatic' | 'invoke';
  /** In milliseconds since the epoch. */
  readonly startedAt: number;
  /** The state of the editor; absent if the gate refused the call. */
  snapshot?: Snapshot;
  /** The request that the result came from, or that failed. */
  request?: RequestTrace | undefined;
  /** Absent while the call is running. */
  outcome?: Outcome;
  readonly #clock: Clock;

  constructor(clock: Clock, trigger: 'automatic' | 'invoke') {
    this.#clock = clock;
    this.trigger = trigger;
    this.startedAt = clock.now();
  }

  /** Adds a step at the current time. */
  record(step: TraceStep): void {
    this.steps.push({ step, ms: this.#clock.now() - this.startedAt });
  }

  /** Completes the trace. */
  end(outcome: Outcome): void {
    this.record('ended');
    this.outcome = outcome;
  }
}
