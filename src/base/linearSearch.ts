/**
 * The first `max` offsets at which a text contains a pattern; occurrences may overlap. Takes O(n + m) time
 * (Knuth–Morris–Pratt); `indexOf` may take O(n · m).
 */
export function offsetsOf(text: string, pattern: string, max: number): number[] {
  const offsets: number[] = [];
  if (pattern === '' || pattern.length > text.length) return offsets;
  const borders = bordersOf(pattern);
  let matched = 0;
  for (let at = 0; at < text.length && offsets.length < max; at += 1) {
    matched = extend(pattern, borders, matched, text.charCodeAt(at));
    if (matched < pattern.length) continue;
    offsets.push(at + 1 - matched);
    matched = borders[matched - 1] ?? 0;
  }
  return offsets;
}

/** The lengths of the beginnings of a pattern with which a text ends, the longest first. Takes O(n + m) time. */
export function commonLengths(pattern: string, text: string): number[] {
  const borders = bordersOf(pattern);
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    // Nothing can follow the whole pattern.
    if (matched === pattern.length) matched = borders[matched - 1] ?? 0;
    matched = extend(pattern, borders, matched, text.charCodeAt(at));
  }
  const lengths: number[] = [];
  for (; matched > 0; matched = borders[matched - 1] ?? 0) lengths.push(matched);
  return lengths;
}

/** For each prefix of the pattern, the length of its longest proper prefix that is also its suffix. */
function bordersOf(pattern: string): Int32Array {
  const borders = new Int32Array(pattern.length);
  for (let at = 1; at < pattern.length; at += 1) {
    borders[at] = extend(pattern, borders, borders[at - 1] ?? 0, pattern.charCodeAt(at));
  }
  return borders;
}

/** The length of the longest match after one more character, given the length before it. */
function extend(pattern: string, borders: Int32Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && pattern.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
  return pattern.charCodeAt(length) === code ? length + 1 : length;
}
