/** A source of numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** A 32-bit FNV-1a hash of a text's UTF-16 code units, continued from `start`. */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}

/** A seeded generator: Marsaglia's xorshift with 32 bits. */
export function seededRandom(seed: number): Random {
  // Zero would stay zero. The hash also spreads similar seeds.
  let state = hash(String(seed)) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** An integer from 0 to `limit` - 1. */
export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** 32 hexadecimal digits, as in the service's request and response IDs. */
export function hexId(random: Random): string {
  return Array.from({ length: 32 }, () => below(16, random).toString(16)).join('');
}
