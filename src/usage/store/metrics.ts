import type { UsageFeature } from '../../mistral/http/requestReport.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';

/** Usage metrics: sums over requests and suggestions, without any content. */
export interface Metrics {
  /** Requests sent. */
  readonly requests: number;
  /** Failed requests; a request that the extension closed is not a failure. */
  readonly failed: number;
  /** Requests that ended before token usage was reported: their cost is unknown. */
  readonly untracked: number;
  /** Requests with known tokens but an unknown model price. */
  readonly unpriced: number;
  /** Prompt tokens, including cached ones. */
  readonly tokensIn: number;
  /** Prompt tokens from the service's cache. */
  readonly cachedTokens: number;
  readonly tokensOut: number;
  /** Document pages that were read. */
  readonly pages: number;
  /** Web searches by the service. */
  readonly webSearches: number;
  /** US dollars, for requests with known usage and price; web searches have a price with every model. */
  readonly cost: number;
  /** Suggestions passed to VS Code, which does not report whether it showed them. */
  readonly offered: number;
  /** Suggestions accepted as a whole. */
  readonly accepted: number;
  /** Characters of the suggestions accepted as a whole. */
  readonly acceptedCharacters: number;
  /** Accepted suggestions that were checked after 30 seconds, and those whose text was still there. */
  readonly checkedAfter30s: number;
  readonly keptAfter30s: number;
  /** As above, after 5 minutes. */
  readonly checkedAfter5min: number;
  readonly keptAfter5min: number;
}

/** The usage of one model for one feature on one day. */
export interface UsageRow extends Metrics {
  /** The user's local day, as `2026-11-21`, or a month, as `2026-03`, for merged days. */
  readonly period: string;
  readonly service: ServiceName;
  readonly model: string;
  readonly feature: UsageFeature;
  /** The number of times to first token in each bucket of {@link LATENCY_BUCKETS}; the last entry holds the rest. */
  readonly latencyCounts: readonly number[];
}

/**
 * The upper ends of the histogram's buckets for times to first token, in milliseconds: fine enough for percentiles, and
 * few enough to store for years.
 */
export const LATENCY_BUCKETS: readonly number[] = [
  100, 150, 200, 250, 300, 400, 500, 650, 800, 1_000, 1_300, 1_600, 2_000, 3_000, 5_000, 10_000,
  30_000,
];

/** No usage. */
export const NO_METRICS: Metrics = {
  requests: 0,
  failed: 0,
  untracked: 0,
  unpriced: 0,
  tokensIn: 0,
  cachedTokens: 0,
  tokensOut: 0,
  pages: 0,
  webSearches: 0,
  cost: 0,
  offered: 0,
  accepted: 0,
  acceptedCharacters: 0,
  checkedAfter30s: 0,
  keptAfter30s: 0,
  checkedAfter5min: 0,
  keptAfter5min: 0,
};
