import { NO_METRICS } from './metrics.ts';
import type { Metrics, UsageRow } from './metrics.ts';
import { addHistograms } from './latencyHistogram.ts';

/** The names of all metrics. */
const METRIC_NAMES = Object.keys(NO_METRICS) as readonly (keyof Metrics)[];

/** The sum of metrics. */
export function sumMetrics(rows: Iterable<Metrics>): Metrics {
  const total = { ...NO_METRICS } as Record<keyof Metrics, number>;
  for (const row of rows) for (const name of METRIC_NAMES) total[name] += row[name];
  return total;
}

/** The month of a row, as `2026-11`. */
export function monthOf({ period }: Pick<UsageRow, 'period'>): string {
  return period.slice(0, 7);
}

/** Merges rows of the same period, service, model and feature; ordered by period. */
export function mergeRows(rows: Iterable<UsageRow>): UsageRow[] {
  const found = new Map<string, UsageRow>();
  for (const row of rows) {
    const key = [row.period, row.service, row.feature, row.model].join(' ');
    const before = found.get(key);
    found.set(key, before ? added(before, row) : row);
  }
  return [...found.values()].sort((a, b) =>
    a.period < b.period ? -1 : a.period > b.period ? 1 : 0,
  );
}

/**
 * The estimated cost of requests without token counts, in US dollars: for each, the average cost of the other requests
 * of its model and feature in these rows; 0 if there are none. Failed requests count as free.
 */
export function estimatedCost(rows: Iterable<UsageRow>): number {
  const series = mergeRows([...rows].map((row) => ({ ...row, period: '' })));
  return series.reduce((total, { requests, failed, untracked, unpriced, cost }) => {
    const priced = requests - failed - untracked - unpriced;
    return priced > 0 ? total + (cost / priced) * untracked : total;
  }, 0);
}

function added(a: UsageRow, b: UsageRow): UsageRow {
  return {
    ...a,
    ...sumMetrics([a, b]),
    latencyCounts: addHistograms(a.latencyCounts, b.latencyCounts),
  };
}
