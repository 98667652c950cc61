import type { OffsetRange } from '../../base/offsetRange.ts';

/** A change of a document: characters at an offset were replaced by a text. */
export interface OffsetChange {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/**
 * Where an inserted text is after a change. Text next to it does not belong to it, unless a part of it was removed: then
 * what is written in its place may be the same again, as after undo and redo.
 */
export function rangeAfter(
  { start, end }: OffsetRange,
  { offset, removed, text }: OffsetChange,
  inserted: string,
): OffsetRange {
  const added = text.length;
  const changeEnd = offset + removed;
  const shift = added - removed;
  if (offset > end || (offset === end && end - start >= inserted.length)) return { start, end };
  if (offset === end) return { start, end: Math.min(end + added, start + inserted.length) };
  if (changeEnd <= start) return { start: start + shift, end: end + shift };
  if (offset <= start && changeEnd >= end) {
    // Replaced as a whole, for example by a formatter.
    const again = text.indexOf(inserted);
    if (again >= 0) return { start: offset + again, end: offset + again + inserted.length };
    const isExact = offset === start && changeEnd === end;
    return { start: offset, end: isExact ? offset + added : offset };
  }
  if (offset <= start) return { start: offset + added, end: end + shift };
  if (changeEnd >= end) {
    return { start, end: Math.min(offset + added, Math.max(offset, start + inserted.length)) };
  }
  return { start, end: end + shift };
}
