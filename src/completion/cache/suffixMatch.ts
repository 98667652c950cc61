import type { Snapshot } from '../snapshot.ts';

/** Minimum number of equal characters for windows of different length to count as the same text. */
const MIN_SAME_LENGTH = 400;

/** Whether two windows contain the same text, up to the end of the shorter one. */
export function isSameText(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= MIN_SAME_LENGTH && long.startsWith(short));
}

/**
 * Number of closing brackets and quotes that were added after the cursor between two states, as the editor does when
 * the opening one is typed: `foo█` and `(` become `foo(█)`. Negative if existing ones were typed over; undefined if
 * the text after the cursor is different.
 */
export function autoClosedSince(earlier: Snapshot, later: Snapshot): number | undefined {
  if (isSameText(earlier.suffix, later.suffix)) return 0;
  const typedOver = leadingClosers(earlier.suffix, later.suffix);
  return typedOver === undefined ? leadingClosers(later.suffix, earlier.suffix) : -typedOver;
}

function leadingClosers(text: string, rest: string): number | undefined {
  const closers = /^[)\]}"'`]{1,8}/.exec(text)?.[0] ?? '';
  for (let length = 1; length <= closers.length; length += 1) {
    if (isSameText(text.slice(length), rest)) return length;
  }
  return undefined;
}
