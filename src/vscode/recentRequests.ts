import type { RequestReport } from '../mistral/call.ts';
import { isFine } from './requestLog.ts';

/** So many requests are kept for the diagnostic report. */
const MOST = 20;
const MOST_FAILED = 5;

/** A request that is over, and when it was. */
export interface RecentRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly report: RequestReport;
}

/** The last requests of this window, in memory; the oldest makes room. */
export class RecentRequests {
  readonly #now: () => number;
  #kept: readonly RecentRequest[] = [];
  #failed: readonly RecentRequest[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A request is over. */
  add(report: RequestReport): void {
    const request = { at: this.#now(), report };
    this.#kept = [...this.#kept, request].slice(-MOST);
    if (!isFine(report)) this.#failed = [...this.#failed, request].slice(-MOST_FAILED);
  }

  /** Oldest first. */
  get all(): readonly RecentRequest[] {
    return this.#kept;
  }

  /** Those that failed, oldest first: kept for longer, since what goes well is soon forgotten. */
  get failed(): readonly RecentRequest[] {
    return this.#failed;
  }
}
