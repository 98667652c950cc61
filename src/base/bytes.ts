/** More arguments in one call may exceed the stack. */
const MAX_ARGUMENTS = 8_192;

/** Bytes as a text with one character per byte (Latin-1), for formats that mix text and binary data. */
export function toLatin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += MAX_ARGUMENTS) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + MAX_ARGUMENTS)));
  }
  return parts.join('');
}

/** The inverse of {@link toLatin1}. */
export function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** All parts one after another. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The offset of an ASCII text within bytes at or after `from`, before `to`; -1 if it isn't there. Linear. */
export function indexOfText(bytes: Uint8Array, text: string, from = 0, to = bytes.length): number {
  const [first = 0, ...rest] = fromLatin1(text);
  // `indexOf` takes no end position: without a subarray, it would search the rest of the file each time.
  const part = bytes.subarray(from, to);
  const last = part.length - text.length;
  for (let at = part.indexOf(first); at >= 0 && at <= last; at = part.indexOf(first, at + 1)) {
    if (rest.every((byte, offset) => part[at + 1 + offset] === byte)) return from + at;
  }
  return -1;
}
