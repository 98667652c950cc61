import type { RequestReport } from '../../mistral/http/requestReport.ts';
import { isExpectedOutcome } from './requestLog.ts';

/** Number of requests kept for the diagnostic report. */
const MAX_REQUESTS = 20;
const MAX_FAILED = 5;

/** A finished request and its time. */
export interface RecentRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly report: RequestReport;
}

/** The most recent requests of this window, in memory. */
export class RecentRequests {
  readonly #now: () => number;
  #requests: readonly RecentRequest[] = [];
  #failed: readonly RecentRequest[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A request is over. */
  add(report: RequestReport): void {
    const request = { at: this.#now(), report };
    this.#requests = [...this.#requests, request].slice(-MAX_REQUESTS);
    if (!isExpectedOutcome(report)) this.#failed = [...this.#failed, request].slice(-MAX_FAILED);
  }

  /** Oldest first. */
  get all(): readonly RecentRequest[] {
    return this.#requests;
  }

  /** Failed requests, oldest first; kept separately, so that successful requests don't replace them. */
  get failed(): readonly RecentRequest[] {
    return this.#failed;
  }
}
