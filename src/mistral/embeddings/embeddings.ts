import type { EmbeddingResponse } from '@mistralai/mistralai/models/components/embeddingresponse.js';
import type { TokenUsage } from '../tokenUsage.ts';

/** The model for code. */
export const EMBEDDING_MODEL = 'codestral-embed';

/**
 * The number of dimensions. The model's first n numbers are a good embedding for any n; 256 of one byte each keep 50,000
 * chunks below 14 MB.
 */
export const EMBEDDING_DIMENSION = 256;

/** Texts to embed. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly inputs: readonly string[];
  /** The number of dimensions. */
  readonly dimension: number;
}

/** The vectors of the inputs in their order, with numbers from -128 to 127. */
export interface EmbeddingAnswer {
  readonly vectors: readonly Int8Array[];
  readonly usage: TokenUsage;
}

/** Reads an answer; undefined if it doesn't have exactly one vector of the right form for each input. */
export function readEmbeddings(
  { data, usage }: EmbeddingResponse,
  { inputs, dimension }: EmbeddingRequest,
): EmbeddingAnswer | undefined {
  const vectors: (Int8Array | undefined)[] = inputs.map(() => undefined);
  for (const [at, { index = at, embedding = [] }] of data.entries()) {
    if (index < 0 || index >= vectors.length || vectors[index]) return undefined;
    if (embedding.length !== dimension || !embedding.every(isInt8)) return undefined;
    vectors[index] = Int8Array.from(embedding);
  }
  const all = vectors.filter((vector) => vector !== undefined);
  if (all.length < vectors.length) return undefined;
  const promptTokens = usage.promptTokens ?? 0;
  return { vectors: all, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
}

function isInt8(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}
