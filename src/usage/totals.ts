import { NO_FIGURES } from './figures.ts';
import type { Figures, UsageRow } from './figures.ts';
import { addLatencies } from './latency.ts';

/** The names of all figures. */
export const FIGURE_NAMES = Object.keys(NO_FIGURES) as readonly (keyof Figures)[];

/** What rows, or any other figures, are together. */
export function sum(rows: Iterable<Figures>): Figures {
  const total = { ...NO_FIGURES } as Record<keyof Figures, number>;
  for (const row of rows) for (const name of FIGURE_NAMES) total[name] += row[name];
  return total;
}

/** The month of a row, as `2026-11`. */
export function monthOf({ day }: Pick<UsageRow, 'day'>): string {
  return day.slice(0, 7);
}

/** Rows of which no two are of the same day, model and feature, in the order of their days. */
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
 * What the requests of which no tokens are known may have cost, in US dollars: each as much as the others of its
 * model and feature did on average in these rows. Where there are no others, nothing is estimated. Requests that
 * failed count as without cost.
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
