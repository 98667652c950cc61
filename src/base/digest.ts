const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The offset basis and the prime of the 64-bit hash FNV-1a, from its authors' specification. */
const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** A stable hash of a text as `length` letters and digits, at most 10. Equal on every machine and in every version. */
export function digest(text: string, length: number): string {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * PRIME);
  }
  let digits = '';
  for (; digits.length < length; hash /= 62n) digits += BASE62.charAt(Number(hash % 62n));
  return digits;
}
