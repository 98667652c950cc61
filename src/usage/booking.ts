import type { RequestReport } from '../mistral/call.ts';
import type { Usage } from '../mistral/client.ts';
import { costOf } from '../mistral/prices.ts';
import type { Price } from '../mistral/prices.ts';
import { NO_FIGURES } from './figures.ts';
import type { Figures } from './figures.ts';

/** More tokens than this no request has; a service that says so counts wrongly. */
const MOST_TOKENS = 1e9;

/** These never leave this machine: they are no requests. */
const NEVER_LEFT: ReadonlySet<RequestReport['outcome']> = new Set(['noKey', 'badUrl', 'internal']);
/** Ends that are on purpose. */
const NO_FAILURE: ReadonlySet<RequestReport['outcome']> = new Set(['done', 'left', 'aborted']);
/** Before any answer these say nothing about whether the service has begun to work. */
const UNCERTAIN: ReadonlySet<RequestReport['outcome']> = new Set(['left', 'aborted', 'timeout']);

/**
 * What a request adds to the figures; undefined for one that never left. One that found nobody (offline, a host
 * that does not exist, a proxy) or was refused is a failure that costs nothing. One that the service has taken,
 * or may have taken, and whose tokens it did not tell counts as unmetered.
 */
export function booked(report: RequestReport, price: Price | undefined): Figures | undefined {
  const { outcome, status, usage } = report;
  if (NEVER_LEFT.has(outcome)) return undefined;
  const isTaken = status === undefined ? UNCERTAIN.has(outcome) : status === 200;
  return {
    ...NO_FIGURES,
    requests: 1,
    failed: NO_FAILURE.has(outcome) ? 0 : 1,
    ...(usage ? metered(usage, price) : { unmetered: isTaken ? 1 : 0 }),
  };
}

function metered(usage: Usage, price: Price | undefined): Partial<Figures> {
  const promptTokens = countOf(usage.promptTokens);
  const cachedTokens = Math.min(countOf(usage.cachedTokens), promptTokens);
  const completionTokens = countOf(usage.completionTokens);
  return {
    tokensIn: promptTokens,
    cachedTokens,
    tokensOut: completionTokens,
    ...(price
      ? { cost: costOf({ promptTokens, cachedTokens, completionTokens }, price) }
      : { unpriced: 1 }),
  };
}

/** A count from outside: whole, and not below nothing. */
export function countOf(value: number): number {
  return value > 0 ? Math.round(Math.min(value, MOST_TOKENS)) : 0;
}
