/** A change of a document that is shown before it is made. */
export interface Proposal {
  /** The document's URI. */
  readonly uri: string;
  /** Where the original text begins, in characters from the document's beginning. */
  readonly start: number;
  /** The text that goes, line ends as in the document. */
  readonly original: string;
  /** The text that comes. */
  readonly text: string;
}

/** A piece of a document that was replaced, in characters. */
export interface Change {
  readonly start: number;
  readonly length: number;
  /** Of the text that came instead. */
  readonly newLength: number;
}

/**
 * Where a proposal's original text begins after a change of its document; undefined if the change has touched it.
 */
export function startAfter(
  { start, original }: Pick<Proposal, 'start' | 'original'>,
  change: Change,
): number | undefined {
  if (change.start + change.length <= start) {
    return start + change.newLength - change.length;
  }
  return change.start >= start + original.length ? start : undefined;
}

/**
 * Where a proposal's original text begins in a document now: at the place that was followed there, if it still
 * holds that text, or else the only other place that does. Undefined where there is none, or more than one.
 */
export function findAgain(
  { original }: Pick<Proposal, 'original'>,
  document: string,
  followed: number | undefined,
): number | undefined {
  if (followed !== undefined && followed <= document.length) {
    if (document.startsWith(original, followed)) return followed;
  }
  if (original === '') return undefined;
  const first = document.indexOf(original);
  const isOnly = first >= 0 && document.indexOf(original, first + 1) < 0;
  return isOnly ? first : undefined;
}

/** A document's text with a proposal's change made at a place. */
export function withChange({ original, text }: Proposal, document: string, start: number): string {
  return document.slice(0, start) + text + document.slice(start + original.length);
}

/** A text whose lines all end alike. */
export function withLineEnds(text: string, eol: '\n' | '\r\n'): string {
  return text.replaceAll(/\r\n|\r|\n/g, eol);
}
