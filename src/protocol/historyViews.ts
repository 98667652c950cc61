/** The history of chats. */
export interface HistoryView {
  readonly query: string;
  /** Chats of this workspace first, then the newest first. */
  readonly rows: readonly HistoryRow[];
}

/** A chat in the history. */
export interface HistoryRow {
  readonly id: string;
  readonly title: string;
  /** Time of the last change, in milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly turns: number;
  /** Whether it was started in this workspace. */
  readonly isInCurrentWorkspace: boolean;
}
