import type { Lines } from '../snapshot.ts';

/** A piece of text that travels with a completion, beside the current file. It uses LF. */
export interface Snippet {
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly text: string;
  /** Who is given room first where the budget is short: 0 before 1. The order in the prompt is another matter. */
  readonly rank: number;
}

/** A document that is open in the editor: read by lines, never from disk. */
export interface OpenDocument {
  /** Identity of the document (its URI as text). */
  readonly id: string;
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly languageId: string;
  /** Grows with each change. */
  readonly version: number;
  readonly lines: Lines;
  /** The line that matters, from 0: the cursor's, or the first one in sight. */
  readonly near: number;
}

/** What lies open at one moment, as far as it may travel. */
export interface Desk {
  /** The document that is written in; `near` is the cursor's line. */
  readonly current: OpenDocument;
  /** Other open documents, last used first. Empty where the user does not want them looked at. */
  readonly others: readonly OpenDocument[];
  /** The cells above the current one, in order; empty outside notebooks. */
  readonly cells: readonly OpenDocument[];
  /** Whether recent edits may travel with the current document. */
  readonly takesEdits: boolean;
}
