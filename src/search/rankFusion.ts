/**
 * The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): how little the first places count more
 * than the next ones. 60 in the paper, for a thousand results; for ten, a steeper curve finds more in `npm run bench --
 * --search`.
 */
const K = 10;

/** A list of results, best first, and how much it counts. */
export interface Ranking {
  readonly ids: readonly number[];
  readonly weight: number;
}

/**
 * Merges rankings by rank: each result gets the sum of `weight / (10 + rank)`. Scores of different searches can't be
 * compared, ranks can. Ties keep the order of the first ranking.
 */
export function fuseRankings(rankings: readonly Ranking[], limit: number): number[] {
  const scores = new Map<number, number>();
  for (const { ids, weight } of rankings) {
    for (const [at, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + weight / (K + at + 1));
    }
  }
  return [...scores]
    .sort(([, a], [, b]) => b - a)
    .slice(0, limit)
    .map(([id]) => id);
}
