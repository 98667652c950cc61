/** A part of a text, from `start` to before `end`, in UTF-16 code units. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}
