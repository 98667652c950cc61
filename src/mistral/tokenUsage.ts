/** The token usage of a request. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Prompt tokens that the service had cached. */
  readonly cachedTokens: number;
}
