import { round } from './metrics.ts';
import type { Goal, PolicyRow, Table } from './results.ts';

/** Compares the engine with the references: the goals and whether they are reached. */
export function goalsOf(tables: readonly Table[]): Goal[] {
  return tables.flatMap((table) => {
    const same = tables.find(({ model, profile }) => model === table.model && profile === 'fast');
    if (table.profile === 'free tier') return freeTierGoals(table, same);
    // The goals apply to the fast service; the table shows the slow one.
    return table.profile === 'fast' ? [...pairGoals(table), ...ownGoals(table)] : [];
  });
}

function pairGoals(table: Table): Goal[] {
  const { ours, naive, fixed, joined } = byPolicy(table);
  if (!ours || !naive || !fixed || !joined) return [];
  const best = Math.max(...[naive, fixed, joined].map(({ figures }) => figures.correctShare));
  return [
    atMost(table, 'requests, ours / naive', figureRatio(ours, naive, 'requests'), 0.15),
    atMost(table, 'requests, ours / joined', figureRatio(ours, joined, 'requests'), 0.5),
    atLeast(
      table,
      'correct share, ours / best reference',
      ratio(ours.figures.correctShare, best),
      1.15,
    ),
    atMost(table, 'p95 latency, ours / fixed', figureRatio(ours, fixed, 'p95'), 0.7),
  ];
}

function ownGoals(table: Table): Goal[] {
  const { ours } = byPolicy(table);
  return ours ? [atLeast(table, 'tokens shown', ours.figures.shownShare, 0.85)] : [];
}

function freeTierGoals(table: Table, unlimited: Table | undefined): Goal[] {
  const { ours } = byPolicy(table);
  const free = unlimited && byPolicy(unlimited).ours;
  if (!ours || !free) return [];
  return [
    atMost(table, 'refusals of ours', ours.figures.refusals, 1),
    atLeast(
      table,
      'correct share, limited / unlimited',
      figureRatio(ours, free, 'correctShare'),
      0.9,
    ),
  ];
}

function byPolicy({ rows }: Table): Partial<Record<string, PolicyRow>> {
  return Object.fromEntries(rows.map((row) => [row.policy, row]));
}

function figureRatio(
  row: PolicyRow,
  other: PolicyRow,
  figure: 'requests' | 'p95' | 'correctShare',
): number | null {
  return ratio(row.figures[figure], other.figures[figure]);
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : round(a / b, 3);
}

function atMost({ model, profile }: Table, name: string, value: number | null, most: number): Goal {
  const isReached = value !== null && value <= most;
  return { name, model, profile, value, goal: `<= ${most}`, isReached };
}

function atLeast(
  { model, profile }: Table,
  name: string,
  value: number | null,
  least: number,
): Goal {
  const isReached = value !== null && value >= least;
  return { name, model, profile, value, goal: `>= ${least}`, isReached };
}
