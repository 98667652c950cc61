/**
 * Results of lexical search for each one of semantic search. With three, weak embeddings find no less than lexical search
 * alone (`npm run bench -- --search`), and good ones still add what no word of the question names.
 */
const LEAD = 3;

/**
 * Merges two rankings, best first: in turn, each adds its best results that are not yet listed, three of `lexical` and
 * then one of `semantic`. Unlike a sum of ranks, results in the middle of both never displace the best of one.
 */
export function mergeRankings(
  lexical: readonly number[],
  semantic: readonly number[],
  limit: number,
): number[] {
  const merged = new Set<number>();
  const add = (ids: Iterator<number>, count: number): boolean => {
    const end = Math.min(limit, merged.size + count);
    while (merged.size < end) {
      const next = ids.next();
      if (next.done === true) return false;
      merged.add(next.value);
    }
    return merged.size < limit;
  };
  const [first, second] = [lexical.values(), semantic.values()];
  for (;;) {
    const hasLexical = add(first, LEAD);
    const hasSemantic = add(second, 1);
    if (!hasLexical && !hasSemantic) return [...merged];
  }
}
