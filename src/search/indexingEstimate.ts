import { embeddingTokens } from '../mistral/embeddings/embeddingBatches.ts';

/** The tokens per minute of the free plan. */
const FREE_TOKENS_PER_MINUTE = 50_000;
/** The share of it that indexing uses: half is left to completions and chat. */
const USED_SHARE = 0.5;

/** What indexing takes. */
export interface IndexingEstimate {
  readonly texts: number;
  readonly tokens: number;
  /** In US dollars. */
  readonly dollars: number;
  /** At least 1. */
  readonly minutes: number;
  /** Whether the minutes are those of the free plan, because the account's limit is unknown. */
  readonly isOnFreePlan: boolean;
}

/**
 * Estimates what embedding texts takes, from their lengths in characters. `price` is in US dollars per million tokens;
 * `tokensPerMinute` is the account's limit, if it is known.
 */
export function estimateIndexing(
  lengths: Iterable<number>,
  price: number,
  tokensPerMinute?: number,
): IndexingEstimate {
  let [texts, tokens] = [0, 0];
  for (const length of lengths) {
    texts += 1;
    tokens += embeddingTokens(length);
  }
  const pace = (tokensPerMinute ?? FREE_TOKENS_PER_MINUTE) * USED_SHARE;
  const minutes = Math.max(1, Math.ceil(tokens / pace));
  const dollars = (tokens * price) / 1_000_000;
  return { texts, tokens, dollars, minutes, isOnFreePlan: tokensPerMinute === undefined };
}
