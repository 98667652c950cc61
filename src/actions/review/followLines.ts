/** Lines of a document, from 0; `last` is included. */
export interface ShownRange {
  readonly first: number;
  readonly last: number;
}

/** An edit that replaces text from one line to another by text with a number of line ends. */
export interface LineChange extends ShownRange {
  /** Whether it begins at the start of its first line. */
  readonly startsLine: boolean;
  readonly lineEnds: number;
}

/** The lines after an edit. Text inserted at the start of the first one moves them down; edits inside move their end. */
export function followLines({ first, last }: ShownRange, edit: LineChange): ShownRange {
  const shift = edit.lineEnds - (edit.last - edit.first);
  const isAbove = edit.last < first || (edit.last === first && edit.first < first);
  const isInsertedAbove = edit.startsLine && edit.first === first && edit.last === first;
  if (isAbove || (isInsertedAbove && shift > 0)) {
    return { first: Math.max(0, first + shift), last: Math.max(0, last + shift) };
  }
  if (edit.first > last) return { first, last };
  const start = Math.min(first, edit.first);
  return { first: start, last: Math.max(start, last + shift) };
}
