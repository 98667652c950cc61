/** The token usage of a request. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens that the service had cached. */
  readonly cachedTokens: number;
}

/** What a request is billed for: tokens, and items that are priced separately. */
export interface BilledUsage extends TokenUsage {
  /** Document pages that were read. */
  readonly pages?: number;
  /** Web searches that the service ran. */
  readonly webSearches?: number;
}
