import { NO_METRICS } from './metrics.ts';
import type { Metrics, UsageRow } from './metrics.ts';
import { addLatencies } from './latencyHistogram.ts';

/** The names of all metrics. */
const METRIC_NAMES = Object.keys(NO_METRICS) as readonly (keyof Metrics)[];

/** The sum of metrics. */
export function sum(rows: Iterable<Metrics>): Metrics {
  const total = { ...NO_METRICS } as Record<keyof Metrics, number>;
  for (const row of rows) for (const name of METRIC_NAMES) total[name] += row[name];
  return total;
}

/** The month of a row, as `2026-11`. */
export function monthOf({ day }: Pick<UsageRow, 'day'>): string {
  return day.slice(0, 7);
}

/** Merges rows of the same period, service, model and feature; ordered by period. */
export function merged(rows: Iterable<UsageRow>): UsageRow[] {
  const found = new Map<string, UsageRow>();
  for (const row of rows) {
    const key = [row.day, row.service, row.feature, row.model].join(' ');
    const before = found.get(key);
    found.set(key, before ? added(before, row) : row);
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/**
 * The estimated cost of requests without token counts, in US dollars: for each, the average cost of the other requests
 * of its model and feature in these rows; 0 if there are none. Failed requests count as free.
 */
export function estimatedCost(rows: Iterable<UsageRow>): number {
  const series = merged([...rows].map((row) => ({ ...row, day: '' })));
  return series.reduce((total, { requests, failed, unmetered, unpriced, cost }) => {
    const priced = requests - failed - unmetered - unpriced;
    return priced > 0 ? total + (cost / priced) * unmetered : total;
  }, 0);
}

function added(a: UsageRow, b: UsageRow): UsageRow {
  return { ...a, ...sum([a, b]), latencies: addLatencies(a.latencies, b.latencies) };
}
