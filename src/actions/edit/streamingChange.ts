/** A previewed change that is still streaming. */
export interface StreamingChange {
  /** Replaces the preview's text with all text received so far. Returns at once; the preview is updated soon. */
  update(text: string): void;
  /** Sets the complete text. From now on the change can be accepted. */
  complete(text: string): void;
  /** Closes the preview and discards the change. */
  discard(): void;
  /** How the preview ended. The user can discard a change while it streams. The promise never rejects. */
  readonly decision: Promise<PreviewOutcome>;
}
/**
 * How a preview ended. `notApplied`: the text no longer exists or cannot be changed, so nothing was applied and the user
 * has been notified.
 */
export type PreviewOutcome = 'accepted' | 'discarded' | 'notApplied';
