import { offsetsOf } from '../../base/linearSearch.ts';

/** A change to a document that is previewed before it is applied. */
export interface EditPreview {
  /** The document's URI. */
  readonly uri: string;
  /** The offset of the original text in the document, in characters. */
  readonly start: number;
  /** The text to replace, with the document's line ends. */
  readonly original: string;
  /** The new text. */
  readonly text: string;
}

/** An edit of a document, in characters. */
export interface Change {
  readonly start: number;
  readonly length: number;
  /** The length of the inserted text. */
  readonly newLength: number;
}

/**
 * The offset of a proposal's original text after an edit of its document; undefined if the edit touched it.
 */
export function startAfter(
  { start, original }: Pick<EditPreview, 'start' | 'original'>,
  change: Change,
): number | undefined {
  if (change.start + change.length <= start) {
    return start + change.newLength - change.length;
  }
  return change.start >= start + original.length ? start : undefined;
}

/**
 * The offset of a proposal's original text in the current document: the tracked offset if the text is still there, or
 * else its only occurrence. Undefined if it occurs nowhere or more than once.
 */
export function relocate(
  { original }: Pick<EditPreview, 'original'>,
  document: string,
  tracked: number | undefined,
): number | undefined {
  if (tracked !== undefined && tracked <= document.length) {
    if (document.startsWith(original, tracked)) return tracked;
  }
  const [first, second] = offsetsOf(document, original, 2);
  return second === undefined ? first : undefined;
}

/** The text of a document with a proposal applied at an offset. */
export function withChange(
  { original, text }: EditPreview,
  document: string,
  start: number,
): string {
  return document.slice(0, start) + text + document.slice(start + original.length);
}

/** Normalizes all line ends of a text: code of an answer, which has at most a million characters. */
export function withLineEnds(text: string, eol: '\n' | '\r\n'): string {
  if (eol === '\n' && !text.includes('\r')) return text;
  return text.replaceAll(/\r\n|\r|\n/g, eol);
}

/**
 * The name of the preview of a file's change. It differs from the file's name, so that Save As does not suggest to
 * overwrite the file, and has the same ending, which determines the language.
 */
export function previewName(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)}.proposed${name.slice(dot)}` : `${name}.proposed`;
}
