/** A chat that is not on screen. */
export interface OtherChatView {
  readonly id: string;
  readonly title: string;
}

/** A command or a web search of the model that the user must confirm. */
export interface ToolConfirmationView {
  /** Unique per confirmation. */
  readonly id: string;
  /** The chat that asks, unless it is the one on screen. */
  readonly otherChat?: OtherChatView | undefined;
  readonly kind: 'command' | 'search';
  /** The whole command or query; hidden characters are shown as code points. */
  readonly text: string;
  /** Whether the command can be allowed for the future. */
  readonly canAlwaysAllow: boolean;
  /** Whether commands are allowed in this workspace, which can be listed. */
  readonly hasAllowed: boolean;
}

/** A document that the user must confirm before it is read. */
export interface DocumentConfirmationView {
  /** Unique per confirmation. */
  readonly id: string;
  /** The chat that asks, unless it is the one on screen. */
  readonly otherChat?: OtherChatView | undefined;
  /** Which pages of which document, and what it costs. */
  readonly text: string;
}

/** The changes that the model proposes, above the message box. */
export interface ChangesView {
  readonly files: readonly ChangedFileView[];
  /** The number of files whose accepted change can be undone. */
  readonly undoCount: number;
}

/** A file that the model proposes to change. */
export interface ChangedFileView {
  /** For the message `changes`. */
  readonly id: string;
  /** The path relative to the workspace. */
  readonly path: string;
  readonly isNew: boolean;
  /** The numbers of added and removed lines. */
  readonly added: number;
  readonly removed: number;
  /** The number of edits that no longer fit the text of the file. */
  readonly conflicts: number;
  /** Whether the change can't be accepted as it is: only conflicts are left, or a new file exists by now. */
  readonly isBlocked: boolean;
}
