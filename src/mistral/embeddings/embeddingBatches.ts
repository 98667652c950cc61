/** Characters per token of source code, on the safe side: real texts have three to four. */
const EMBEDDING_CHARACTERS_PER_TOKEN = 3;
/** The tokens of a request. All of them count toward the tokens per minute at once; the free plan has 50,000. */
const MAX_BATCH_TOKENS = 10_000;
/** The texts of a request. */
const MAX_BATCH_INPUTS = 128;

/** The estimated number of tokens of a text of `length` characters. */
export function embeddingTokens(length: number): number {
  return Math.ceil(length / EMBEDDING_CHARACTERS_PER_TOKEN);
}

/** Divides items into requests, in order, bounded by tokens and number. An item that is too long is alone in one. */
export async function* embeddingBatches<T extends { readonly text: string }>(
  items: AsyncIterable<T> | Iterable<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = [];
  let tokens = 0;
  for await (const item of items) {
    const own = embeddingTokens(item.text.length);
    if (batch.length > 0 && (tokens + own > MAX_BATCH_TOKENS || batch.length >= MAX_BATCH_INPUTS)) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(item);
    tokens += own;
  }
  if (batch.length > 0) yield batch;
}
