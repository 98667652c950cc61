import type { Figures, UsageRow } from './figures.ts';
import { grouped, modelKey } from './groups.ts';
import { sum } from './totals.ts';

/**
 * What the unmetered requests may have cost, in US dollars: the mean of those with a known cost of the
 * same service, model and feature. Those of which no other is known count nothing.
 */
export function estimatedCost(rows: readonly UsageRow[]): number {
  const alike = [...grouped(rows, modelKey).values()];
  return alike.reduce((total, group) => total + estimateOf(sum(group)), 0);
}

function estimateOf({ requests, unmetered, unpriced, cost }: Figures): number {
  const known = requests - unmetered - unpriced;
  return known > 0 ? (unmetered * cost) / known : 0;
}
