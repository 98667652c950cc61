import { asRecord } from '../base/json.ts';

/** A suggestion that VS Code has inserted as a whole. Lines and UTF-16 columns are zero-based. */
export interface AcceptedSuggestion {
  /** The URI of the document. */
  readonly document: string;
  /** Where the inserted text begins. */
  readonly line: number;
  readonly character: number;
  /** The inserted text with the line ends of the document. It may repeat text that was there before. */
  readonly text: string;
  /** The part of the text that is new: from an index, to an index. */
  readonly from: number;
  readonly to: number;
}

/** A position in a document. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Where the new part of an accepted suggestion begins and ends in the document. */
export function newPart({ line, character, text, from, to }: AcceptedSuggestion): {
  readonly start: TextPosition;
  readonly end: TextPosition;
} {
  const after = (length: number): TextPosition => {
    const before = text.slice(0, length);
    const lastBreak = before.lastIndexOf('\n');
    if (lastBreak < 0) return { line, character: character + length };
    return { line: line + before.split('\n').length - 1, character: length - lastBreak - 1 };
  };
  return { start: after(from), end: after(to) };
}

/** Reads the argument of the command that VS Code runs; undefined if anything else has run it. */
export function readAccepted(value: unknown): AcceptedSuggestion | undefined {
  const { document, line, character, text, from, to } = asRecord(value);
  if (typeof document !== 'string' || typeof text !== 'string') return undefined;
  if (!isIndex(line) || !isIndex(character) || !isIndex(from) || !isIndex(to)) return undefined;
  return from <= to && to <= text.length
    ? { document, line, character, text, from, to }
    : undefined;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
