import type { UsageRow } from './metrics.ts';

/** Groups rows by key, in order of first occurrence. */
export function groupRows(
  rows: readonly UsageRow[],
  keyOf: (row: UsageRow) => string,
): ReadonlyMap<string, readonly UsageRow[]> {
  const groups = new Map<string, UsageRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** The key of rows of the same service, model and feature. */
export function modelKey({ service, model, feature }: UsageRow): string {
  return JSON.stringify([service, model, feature]);
}
