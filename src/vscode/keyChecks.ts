import type { RequestReport } from '../mistral/call.ts';
import type { Clock } from '../mistral/clock.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { ServiceName } from '../mistral/services.ts';

/** What a service said of its key: that it takes it, or why not. */
export type KeyVerdict = 'accepted' | FailureKind;

/** The last time a key was tried, by a test or by a request. Holds nothing of the key. */
export interface KeyCheck {
  readonly verdict: KeyVerdict;
  /** How long ago it was said, in milliseconds. */
  readonly agoMs: number;
  /** Which run of equal verdicts it belongs to: as long as this stays, it is the same episode. */
  readonly episode: number;
}

/** What of a request's failures speaks of the key, and not of the network, the model or the hour. */
const OF_THE_KEY: ReadonlySet<KeyVerdict> = new Set(['unauthorised', 'payment', 'forbidden']);

/** A verdict, and when it was said: milliseconds of the clock. */
interface Verdict {
  readonly verdict: KeyVerdict;
  readonly at: number;
  readonly episode: number;
}

/** What is known of the keys from trying them: for this window, in memory, until a key or its URL changes. */
export class KeyChecks {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #checks = new Map<ServiceName, Verdict>();
  /** When a key or a URL changed last: what left before says nothing about it. */
  readonly #changedAt = new Map<ServiceName, number>();
  #episodes = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The last check of a service's key; undefined if it was not tried yet. */
  of(service: ServiceName): KeyCheck | undefined {
    const check = this.#checks.get(service);
    if (!check) return undefined;
    const { verdict, at, episode } = check;
    return { verdict, agoMs: this.#clock.now() - at, episode };
  }

  /** A key was tried on purpose: whatever came of it is worth knowing. */
  tested(service: ServiceName, verdict: KeyVerdict): void {
    const last = this.#checks.get(service);
    const episode = last?.verdict === verdict ? last.episode : ++this.#episodes;
    this.#checks.set(service, { verdict, at: this.#clock.now(), episode });
  }

  /** A request is over: it has tried its key, too, where the service answered it or refused the key. */
  heard({ service, outcome, status, totalMs }: RequestReport): void {
    const leftAt = this.#clock.now() - totalMs;
    if (leftAt < (this.#changedAt.get(service) ?? -Infinity)) return;
    if (outcome !== 'done' && outcome !== 'left') {
      if (OF_THE_KEY.has(outcome)) this.tested(service, outcome);
      return;
    }
    const last = this.#checks.get(service);
    // An answer that began before the key was refused is no news.
    const isOlder = last !== undefined && OF_THE_KEY.has(last.verdict) && leftAt < last.at;
    if (status === 200 && !isOlder) this.tested(service, 'accepted');
  }

  /** The key of a service, or its URL, is another one. */
  forget(service: ServiceName): void {
    this.#checks.delete(service);
    this.#changedAt.set(service, this.#clock.now());
  }
}
