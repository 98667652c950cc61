import type { RequestReport } from '../../mistral/http/requestReport.ts';
import type { BilledUsage } from '../../mistral/tokenUsage.ts';
import { costOf, searchCost } from '../../mistral/models/prices.ts';
import type { Price } from '../../mistral/models/prices.ts';
import { NO_METRICS } from './metrics.ts';
import type { Metrics } from './metrics.ts';

/** Upper bound of a plausible token count. */
const MAX_TOKENS = 1e9;

/** Outcomes of requests that were never sent. */
const NEVER_SENT: ReadonlySet<RequestReport['outcome']> = new Set(['noKey', 'badUrl', 'internal']);
/** Outcomes that are not failures. */
const NO_FAILURE: ReadonlySet<RequestReport['outcome']> = new Set(['done', 'closed', 'aborted']);
/** Outcomes after which the service may have processed the request even without a status. */
const UNCERTAIN: ReadonlySet<RequestReport['outcome']> = new Set(['closed', 'aborted', 'timeout']);

/**
 * The metrics of a request; undefined if it was never sent. A request that reached no server (offline, unknown host,
 * proxy) or was rejected counts as a failure without cost. One that the service accepted, or may have accepted,
 * but for which it reported no tokens, counts as untracked.
 */
export function metricsOf(report: RequestReport, price: Price | undefined): Metrics | undefined {
  const { outcome, status, usage } = report;
  if (NEVER_SENT.has(outcome)) return undefined;
  const isTaken = status === undefined ? UNCERTAIN.has(outcome) : status === 200;
  return {
    ...NO_METRICS,
    requests: 1,
    failed: NO_FAILURE.has(outcome) ? 0 : 1,
    ...(usage ? tracked(usage, price) : { untracked: isTaken ? 1 : 0 }),
  };
}

function tracked(usage: BilledUsage, price: Price | undefined): Partial<Metrics> {
  const promptTokens = countOf(usage.promptTokens);
  const cachedTokens = Math.min(countOf(usage.cachedTokens), promptTokens);
  const completionTokens = countOf(usage.completionTokens);
  const pages = countOf(usage.pages ?? 0);
  const webSearches = countOf(usage.webSearches ?? 0);
  const counts = { promptTokens, cachedTokens, completionTokens, pages, webSearches };
  return {
    tokensIn: promptTokens,
    cachedTokens,
    tokensOut: completionTokens,
    pages,
    webSearches,
    ...(price ? { cost: costOf(counts, price) } : { unpriced: 1, cost: searchCost(counts) }),
  };
}

/** A count from a service as a non-negative integer. */
export function countOf(value: number): number {
  return value > 0 ? Math.round(Math.min(value, MAX_TOKENS)) : 0;
}
