import { Unzlib } from 'fflate/browser';
import type { TimeSlice } from '../../base/yielding.ts';
import { concatBytes } from '../../base/bytes.ts';

/** How much is inflated at once, in bytes: Deflate makes at most 1,032 bytes of one, so this is a few milliseconds. */
const PIECE = 4_096;

/**
 * Inflates zlib data to at most `limit` bytes; undefined if it is damaged or becomes longer. Data that ends early gives
 * what it contains.
 */
export async function inflate(
  bytes: Uint8Array,
  limit: number,
  slice: TimeSlice,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Unzlib((part) => {
    length += part.length;
    parts.push(part);
  });
  try {
    for (let at = 0; at < bytes.length && length <= limit; at += PIECE) {
      inflater.push(bytes.subarray(at, at + PIECE));
      await slice.yieldIfDue();
    }
  } catch {
    return undefined;
  }
  return length <= limit ? concatBytes(...parts) : undefined;
}
