/** Replaces lines of a document. Lines count from 0; without any to replace, `last` is one below `first`. */
export interface LineEdit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/**
 * Several edits as one that covers them all, with the lines in between. Undefined if two of them overlap or there are
 * none.
 */
export function joinEdits(
  document: readonly string[],
  edits: readonly LineEdit[],
): LineEdit | undefined {
  const sorted = [...edits].sort((a, b) => a.first - b.first || a.last - b.last);
  const [start] = sorted;
  if (!start) return undefined;
  const lines: string[] = [];
  let next = start.first;
  for (const { first, last, lines: added } of sorted) {
    if (first < next) return undefined;
    for (const line of document.slice(next, first)) lines.push(line);
    for (const line of added) lines.push(line);
    next = last + 1;
  }
  return { first: start.first, last: next - 1, lines };
}
