import type { Quota, QuotaName, RateFacts } from './rateHeaders.ts';

const MINUTE = 60_000;
/** The length of each quota's window, in milliseconds. A monthly quota does not pace requests; it is only shown. */
const SPANS: Readonly<Partial<Record<QuotaName, number>>> = {
  requestsMinute: MINUTE,
  tokensMinute: MINUTE,
  tokensFiveMinutes: 5 * MINUTE,
};
/** When fewer requests than this are left, they are spread out. */
const FEW_REQUESTS = 10;
/** The share of a quota that requests in the background leave to others. */
const RESERVED_SHARE = 0.5;
/** The assumed cost of a completion in tokens, until a header reports one: a typical prompt and its answer. */
const DEFAULT_COST = 2_000;
/** The number of recent costs in the moving average. */
const AVERAGED_COSTS = 4;

/** A quota and its use since its headers were read. */
interface QuotaState extends Quota {
  /** The latest end of its window; Infinity for a month. */
  readonly endsBy: number;
  /** Requests sent since then. */
  spent: number;
}

/**
 * Tracks the remaining quota and spreads completions so that it lasts. Only ever slows them down, and always allows one
 * per minute, since headers may be wrong or outdated.
 *
 * All times are milliseconds of a monotonic clock.
 */
export class QuotaPacer {
  readonly #states = new Map<QuotaName, QuotaState>();
  #cost: number | undefined;
  #completionAt = -Infinity;

  /** Records the quota in a response. */
  observe({ cost, ...quotas }: RateFacts, now: number): void {
    if (cost !== undefined) {
      this.#cost =
        this.#cost === undefined ? cost : this.#cost + (cost - this.#cost) / AVERAGED_COSTS;
    }
    for (const [name, quota] of Object.entries(quotas) as [QuotaName, Quota][]) {
      this.#states.set(name, { ...quota, endsBy: this.#endOf(name, quota, now), spent: 0 });
    }
  }

  /** Records a request. */
  spend(now: number, isCompletion: boolean): void {
    for (const state of this.#states.values()) state.spent += 1;
    if (isCompletion) this.#completionAt = now;
  }

  /** The milliseconds until the next completion should be sent; 0 if it may be sent now. */
  delayFor(now: number): number {
    const waits = [...this.#states].map(([name, state]) => this.#dueAt(name, state, now) - now);
    return Math.max(0, Math.ceil(Math.max(0, ...waits)));
  }

  /**
   * The milliseconds until a request of `tokens` tokens leaves half of each quota to others; 0 if it does now. A request
   * too large for that waits for the window to reset.
   */
  delayForBackground(now: number, tokens: number): number {
    let latest = now;
    for (const [name, state] of this.#states) {
      const { limit, remaining, spent, endsBy } = state;
      if (SPANS[name] === undefined || limit === undefined || remaining === undefined) continue;
      if (endsBy <= now) continue;
      const isRequests = name === 'requestsMinute';
      const rest = remaining - spent * (isRequests ? 1 : (this.#cost ?? DEFAULT_COST));
      const cost = isRequests ? 1 : tokens;
      if (rest - cost < limit * RESERVED_SHARE) latest = Math.max(latest, endsBy);
    }
    return latest - now;
  }

  /** The remaining quota as last reported. Quotas whose window has ended are left out. */
  remaining(now: number): RateFacts {
    const current = [...this.#states].filter(([, { endsBy }]) => endsBy > now);
    return Object.fromEntries(
      current.map(([name, { limit, remaining }]) => [name, { limit, remaining }]),
    );
  }

  /**
   * The start of a window is unknown, so it ends at most its length after the quota was first seen. A higher remainder
   * than before starts a new window.
   */
  #endOf(name: QuotaName, { remaining, resetMs = Infinity }: Quota, now: number): number {
    const before = this.#states.get(name);
    const isNew = !before || before.endsBy <= now || (remaining ?? 0) > (before.remaining ?? 0);
    const endsBy = isNew ? now + (SPANS[name] ?? Infinity) : before.endsBy;
    return Math.min(endsBy, now + resetMs);
  }

  /** Spreads the last requests evenly over the rest of the window. */
  #dueAt(name: QuotaName, { remaining, spent, endsBy }: QuotaState, now: number): number {
    if (SPANS[name] === undefined || remaining === undefined || endsBy <= now) return now;
    const cost = name === 'requestsMinute' ? 1 : (this.#cost ?? DEFAULT_COST);
    const possible = Math.max(0, Math.floor(remaining / cost) - spent);
    if (possible >= FEW_REQUESTS) return now;
    const distance = (endsBy - this.#completionAt) / (possible + 1);
    return this.#completionAt + Math.min(MINUTE, distance);
  }
}
