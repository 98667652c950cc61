import { createHash } from 'node:crypto';
import { HASH_LENGTH } from '../../search/vectors/vectorFormat.ts';

/** The beginning of a text's SHA-256 in base64url: 132 bits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, HASH_LENGTH);
}
