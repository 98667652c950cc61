/** A previewed change that is still streaming. */
export interface StreamingChange {
  /** Sets the text received so far. Returns at once; the preview is updated soon. */
  append(text: string): void;
  /** Sets the complete text. From now on the change can be accepted. */
  complete(text: string): void;
  /** Closes the preview as rejected. */
  discard(): void;
  /** The user's decision. The user can reject a change while it streams. The promise never rejects. */
  readonly decision: Promise<Decision>;
}
/**
 * The decision about a proposal. `outdated`: the text no longer exists or cannot be changed, so nothing was applied and
 * the user has been notified.
 */
export type Decision = 'accepted' | 'rejected' | 'outdated';
