import type { RequestReport } from '../http/requestReport.ts';
import type { Clock } from '../../base/clock.ts';
import type { FailureKind } from '../errors/failureKind.ts';
import type { ServiceName } from '../serviceName.ts';

/** The result of checking a key: accepted, or why not. */
export type KeyTestOutcome = 'accepted' | FailureKind;

/** The last check of a key, by a test or a request. Contains nothing of the key. */
export interface KeyTest {
  readonly outcome: KeyTestOutcome;
  /** The age of the result, in milliseconds. */
  readonly agoMs: number;
  /** The number of the current streak of equal results. */
  readonly streak: number;
}

/** Failures that are about the key, as opposed to the network, the model or the time. */
const KEY_FAILURES: ReadonlySet<KeyTestOutcome> = new Set(['unauthorised', 'payment', 'forbidden']);

/** A result and its time, in the clock's milliseconds. */
interface StoredTest {
  readonly outcome: KeyTestOutcome;
  readonly at: number;
  readonly streak: number;
}

/** The results of using keys: for this window, in memory, until a key or its URL changes. */
export class KeyTests {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #tests = new Map<ServiceName, StoredTest>();
  /** The time of the last change of a key or URL. Requests sent before it don't count. */
  readonly #changedAt = new Map<ServiceName, number>();
  #streaks = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The last check of a service's key; undefined if there was none. */
  lastTest(service: ServiceName): KeyTest | undefined {
    const check = this.#tests.get(service);
    if (!check) return undefined;
    const { outcome, at, streak } = check;
    return { outcome, agoMs: this.#clock.now() - at, streak };
  }

  /** Records an explicit key test. Every result counts. */
  onTested(service: ServiceName, outcome: KeyTestOutcome): void {
    const last = this.#tests.get(service);
    const streak = last?.outcome === outcome ? last.streak : ++this.#streaks;
    this.#tests.set(service, { outcome, at: this.#clock.now(), streak });
  }

  /** Records a finished request, which checked its key as well if the service answered it or rejected the key. */
  onReport({ service, outcome, status, totalMs }: RequestReport): void {
    const sentAt = this.#clock.now() - totalMs;
    if (sentAt < (this.#changedAt.get(service) ?? -Infinity)) return;
    if (outcome !== 'done' && outcome !== 'closed') {
      if (KEY_FAILURES.has(outcome)) this.onTested(service, outcome);
      return;
    }
    const last = this.#tests.get(service);
    // An answer to a request from before the rejection is outdated.
    const isOlder = last !== undefined && KEY_FAILURES.has(last.outcome) && sentAt < last.at;
    if (status === 200 && !isOlder) this.onTested(service, 'accepted');
  }

  /** Call when the key or URL of a service changes. */
  forget(service: ServiceName): void {
    this.#tests.delete(service);
    this.#changedAt.set(service, this.#clock.now());
  }
}
