import type { Chunk } from './chunk.ts';

/** The text of a chunk that is embedded: where it is, what it declares, and its code. */
export function embeddingText(path: string, { symbol, text }: Chunk): string {
  return `${path}${symbol === '' ? '' : `: ${symbol}`}\n${text}`;
}

/**
 * Identifies a text by a cryptographic hash of `HASH_LENGTH` characters: equal texts share a vector, also across
 * branches and windows.
 */
export type HashText = (text: string) => string;
