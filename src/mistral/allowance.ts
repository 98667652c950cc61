import type { Quota, QuotaName, RateFacts } from './rateHeaders.ts';

const MINUTE = 60_000;
/** How long a quota lasts, in milliseconds. A month sets no pace: it is a state to be shown. */
const SPANS: Readonly<Partial<Record<QuotaName, number>>> = {
  requestsMinute: MINUTE,
  tokensMinute: MINUTE,
  tokensFiveMinutes: 5 * MINUTE,
};
/** So many requests that are still possible are too few to be spent at full speed. */
const FEW = 10;
/** What a completion costs, in tokens, until a header tells: a prompt of usual size and its answer. */
const USUAL_COST = 2_000;
/** How many of the last costs their mean remembers. */
const MEMORY = 4;

/** A quota, and what became of it since its header was read. */
interface Seen extends Quota {
  /** When its time is over at the latest; Infinity for a month. */
  readonly endsBy: number;
  /** Requests that have left since. */
  taken: number;
}

/**
 * What the service says is left, and how completions are spread so that it lasts. It only ever slows
 * them down, and one a minute may always leave: headers may be wrong, or have changed unseen.
 *
 * All times are milliseconds of a time that never goes back.
 */
export class Allowance {
  readonly #seen = new Map<QuotaName, Seen>();
  #cost: number | undefined;
  #completionAt = -Infinity;

  /** An answer told what is left. */
  observe({ cost, ...quotas }: RateFacts, now: number): void {
    if (cost !== undefined) {
      this.#cost = this.#cost === undefined ? cost : this.#cost + (cost - this.#cost) / MEMORY;
    }
    for (const [name, quota] of Object.entries(quotas) as [QuotaName, Quota][]) {
      this.#seen.set(name, { ...quota, endsBy: this.#endOf(name, quota, now), taken: 0 });
    }
  }

  /** A request leaves. */
  take(now: number, isCompletion: boolean): void {
    for (const seen of this.#seen.values()) seen.taken += 1;
    if (isCompletion) this.#completionAt = now;
  }

  /** Milliseconds until the next completion should leave; 0 if it may now. */
  waitFor(now: number): number {
    const waits = [...this.#seen].map(([name, seen]) => this.#dueAt(name, seen, now) - now);
    return Math.max(0, Math.ceil(Math.max(0, ...waits)));
  }

  /** What is left, as last heard; quotas whose time is over are left out. */
  left(now: number): RateFacts {
    const current = [...this.#seen].filter(([, { endsBy }]) => endsBy > now);
    return Object.fromEntries(current.map(([name, { limit, left }]) => [name, { limit, left }]));
  }

  /**
   * When a quota began nobody says, so it ends no later than its length after it was first seen; more
   * left than before means that a new one began.
   */
  #endOf(name: QuotaName, { left, resetMs = Infinity }: Quota, now: number): number {
    const before = this.#seen.get(name);
    const isNew = !before || before.endsBy <= now || (left ?? 0) > (before.left ?? 0);
    const endsBy = isNew ? now + (SPANS[name] ?? Infinity) : before.endsBy;
    return Math.min(endsBy, now + resetMs);
  }

  /** The last requests that are possible are spread evenly over the rest of the quota's time. */
  #dueAt(name: QuotaName, { left, taken, endsBy }: Seen, now: number): number {
    if (SPANS[name] === undefined || left === undefined || endsBy <= now) return now;
    const cost = name === 'requestsMinute' ? 1 : (this.#cost ?? USUAL_COST);
    const possible = Math.max(0, Math.floor(left / cost) - taken);
    if (possible >= FEW) return now;
    const distance = (endsBy - this.#completionAt) / (possible + 1);
    return this.#completionAt + Math.min(MINUTE, distance);
  }
}
