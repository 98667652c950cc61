/** Timeouts of a request, in milliseconds. */
export interface Timeouts {
  /** From sending to the response headers, including the connection. */
  readonly headers: number;
  /** From the headers to the first byte of the body. */
  readonly firstByte: number;
  /** Between two reads of the body. */
  readonly betweenBytes: number;
  /**
   * From the headers, or an event with content, to the next one; none if absent. Comments and empty events only keep
   * the connection alive.
   */
  readonly content?: number;
  /** For the whole body, without the time its reader takes; none if absent. */
  readonly whole?: number;
}

/**
 * Timeouts of a completion, which is useless when late, in milliseconds. The whole: 1,024 tokens at the pace of a slow
 * service. Without it, a kept-alive connection would never end.
 */
export const FIM_TIMEOUTS = {
  headers: 5_000,
  firstByte: 5_000,
  betweenBytes: 3_000,
  content: 5_000,
  whole: 30_000,
} satisfies Timeouts;

/**
 * Timeouts of a chat answer, in milliseconds. It may start late and pause for reasoning. Mistral itself ends a stream
 * only after ten silent minutes; two without content are enough. The whole: the longest context, 262,144 tokens, at 75
 * tokens per second is about an hour.
 */
export const CHAT_TIMEOUTS: Timeouts = {
  headers: 60_000,
  firstByte: 60_000,
  betweenBytes: 120_000,
  content: 120_000,
  whole: 3_600_000,
};

/**
 * Timeouts of reading a document, in milliseconds. The headers arrive when all pages are read: 50 MB need two minutes at
 * 3 Mbit/s, and 1,000 pages about half a minute. Node's `fetch` gives up after the same time.
 */
export const DOCUMENT_TIMEOUTS: Timeouts = {
  headers: 300_000,
  firstByte: 60_000,
  betweenBytes: 30_000,
};

/** Timeouts of embeddings, in milliseconds. The index is built in the background, and a question is a single text. */
export const EMBEDDINGS_TIMEOUTS: Timeouts = {
  headers: 30_000,
  firstByte: 10_000,
  betweenBytes: 5_000,
};

/** Timeouts of a models list, loaded in the background or with a progress bar, in milliseconds. */
export const MODELS_TIMEOUTS: Timeouts = { headers: 10_000, firstByte: 5_000, betweenBytes: 3_000 };
