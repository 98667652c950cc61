import type { LineSource } from '../../../base/lines.ts';
import type { LanguageServer } from './definitions/languageServer.ts';
import type { NameReason } from './definitions/nearbyNames.ts';
import type { ProjectFiles } from '../../../outline/modules/projectFiles.ts';

/** Where a snippet comes from. */
type SnippetSource = 'openFile' | 'edits' | 'cell' | 'definitions';

/** Text of another file that is sent with a request. Line endings are LF. */
export interface Snippet {
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly text: string;
  /** Priority in the token budget: 0 before 1. Independent of the order in the prompt. */
  readonly rank: number;
  readonly source: SnippetSource;
  /** The names that led to the declarations of a snippet, and why they are useful. */
  readonly reasons?: readonly { readonly name: string; readonly reason: NameReason }[];
}

/** An open document, read line by line from the editor and never from disk. */
export interface OpenDocument {
  /** Identity of the document (its URI as text). */
  readonly id: string;
  /** Workspace-relative path, or the bare name. */
  readonly path: string;
  readonly languageId: string;
  /** Increases with each change. */
  readonly version: number;
  readonly lines: LineSource;
  /** Zero-based line of the cursor, or the first visible line. */
  readonly focusLine: number;
}

/** The open documents that may be sent, at one time. */
export interface OpenEditors {
  /** The current document; `focusLine` is the line of the cursor. */
  readonly current: OpenDocument;
  /** Other open documents, most recently used first. Empty if the user turned them off. */
  readonly others: readonly OpenDocument[];
  /** The cells above the current one, in order; empty outside notebooks. */
  readonly cells: readonly OpenDocument[];
  /** Whether recent edits may be sent with the current document. */
  readonly includesEdits: boolean;
  /** Where declarations of names near the cursor are found; absent if the user turned them off. */
  readonly definitions?: DefinitionSource | undefined;
}

/** Where to find the declarations of names in the current document. */
export interface DefinitionSource {
  /** The path of the document's URI. */
  readonly path: string;
  /** UTF-16 column of the cursor. */
  readonly column: number;
  readonly files: ProjectFiles;
  readonly server: LanguageServer;
}
