import type { Snapshot } from './snapshot.ts';

/** From this length on, two windows of the same text may end at different lines and still count as the same. */
const TELLING = 400;

/** Whether two windows show the same text, as far as both reach. */
export function isSameText(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= TELLING && long.startsWith(short));
}

/**
 * How many closers have come to stand right of the cursor between two states: the editor puts them there as
 * soon as their opener is typed, `foo█` and `(` make `foo(█)`. Below 0 where closers that stood there were
 * typed over; undefined where the text right of the cursor is another one.
 */
export function closedSince(earlier: Snapshot, later: Snapshot): number | undefined {
  if (isSameText(earlier.suffix, later.suffix)) return 0;
  const typedOver = closersInFront(earlier.suffix, later.suffix);
  return typedOver === undefined ? closersInFront(later.suffix, earlier.suffix) : -typedOver;
}

function closersInFront(text: string, rest: string): number | undefined {
  const closers = /^[)\]}"'`]{1,8}/.exec(text)?.[0] ?? '';
  for (let length = 1; length <= closers.length; length += 1) {
    if (isSameText(text.slice(length), rest)) return length;
  }
  return undefined;
}
