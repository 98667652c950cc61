/** A line that two texts have in common, by its index in each. */
export interface Anchor {
  readonly oldLine: number;
  readonly newLine: number;
}

/** Differing lines of both texts together that are searched for anchors, which takes about 40 ms. */
const MAX_ANCHORED_LINES = 20_000;

/**
 * Lines that two texts have in common, in order ("patience diff"): the common beginning and end, and in between the
 * lines that occur exactly once in both texts, with the equal lines around them. Takes O(n log n) time, unlike a Myers
 * diff, whose time grows with the square of the changes. Longer texts have no anchors in between, see
 * {@link MAX_ANCHORED_LINES}.
 */
export function anchorsOf(old: readonly string[], now: readonly string[]): Anchor[] {
  const anchors: Anchor[] = [];
  let [at, newAt] = [0, 0];
  const takeEqual = (end: number, newEnd: number) => {
    while (at < end && newAt < newEnd && old[at] === now[newAt]) {
      anchors.push({ oldLine: at++, newLine: newAt++ });
    }
  };
  takeEqual(old.length, now.length);
  let [end, newEnd] = [old.length, now.length];
  while (end > at && newEnd > newAt && old[end - 1] === now[newEnd - 1]) {
    end--;
    newEnd--;
  }
  const isShort = end - at + newEnd - newAt <= MAX_ANCHORED_LINES;
  const found = isShort ? singles(old.slice(at, end), now.slice(newAt, newEnd), at, newAt) : [];
  for (const single of inOrder(found)) {
    // Already taken with the previous one.
    if (single.oldLine < at) continue;
    let back = 0;
    while (
      single.oldLine - back > at &&
      single.newLine - back > newAt &&
      old[single.oldLine - back - 1] === now[single.newLine - back - 1]
    ) {
      back++;
    }
    [at, newAt] = [single.oldLine - back, single.newLine - back];
    takeEqual(end, newEnd);
  }
  [at, newAt] = [end, newEnd];
  takeEqual(old.length, now.length);
  return anchors;
}

/** The lines that occur exactly once in both texts, in the order of the old text. */
function singles(
  old: readonly string[],
  now: readonly string[],
  at: number,
  newAt: number,
): Anchor[] {
  const [places, newPlaces] = [onlyPlaces(old), onlyPlaces(now)];
  const found: Anchor[] = [];
  for (const [line, place] of places) {
    const newPlace = newPlaces.get(line);
    if (place < 0 || newPlace === undefined || newPlace < 0) continue;
    found.push({ oldLine: at + place, newLine: newAt + newPlace });
  }
  return found;
}

/** The index of each line; negative if it occurs more than once. */
function onlyPlaces(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  lines.forEach((line, index) => places.set(line, places.has(line) ? -1 : index));
  return places;
}

/** The longest subsequence that is in the order of the new text as well. */
function inOrder(anchors: readonly Anchor[]): Anchor[] {
  // For each length, the run that ends earliest.
  const ends: number[] = [];
  const before = anchors.map(({ newLine }, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = anchors[ends[middle] ?? 0];
      if (end && end.newLine < newLine) low = middle + 1;
      else high = middle;
    }
    ends[low] = index;
    return low > 0 ? ends[low - 1] : undefined;
  });
  const run: Anchor[] = [];
  for (let index = ends.at(-1); index !== undefined; index = before[index]) {
    const anchor = anchors[index];
    if (anchor) run.push(anchor);
  }
  return run.reverse();
}
