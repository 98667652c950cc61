import type { UsageFeature } from '../mistral/call.ts';
import type { ServiceName } from '../mistral/services.ts';

/** What was used: sums over some requests and suggestions. Nothing in it says what was asked. */
export interface Figures {
  /** Requests that left. */
  readonly requests: number;
  /** Of the requests, those that failed; closing one on purpose is no failure. */
  readonly failed: number;
  /** Of the requests, those that ended before the service told their tokens: what they cost is not known. */
  readonly unmetered: number;
  /** Of the requests, those whose tokens are known, and the price of their model is not. */
  readonly unpriced: number;
  /** Tokens of prompts, those in the service's cache among them. */
  readonly tokensIn: number;
  /** Of the tokens of prompts, those that the service had in its cache. */
  readonly cachedTokens: number;
  readonly tokensOut: number;
  /** US dollars, of the requests whose tokens and price are known. */
  readonly cost: number;
  /** Suggestions handed to VS Code; whether it showed them cannot be known. */
  readonly offered: number;
  /** Suggestions accepted as a whole. */
  readonly accepted: number;
  /** Characters of the suggestions accepted as a whole. */
  readonly acceptedCharacters: number;
}

/** What was used on one day, of one model, for one feature. */
export interface UsageRow extends Figures {
  /** The user's own day, as `2026-11-21`; of months long ago the month alone, as `2026-03`. */
  readonly day: string;
  readonly service: ServiceName;
  readonly model: string;
  readonly feature: UsageFeature;
  /** How many first texts came within each of the times of `LATENCY_STEPS`; the last one has the rest. */
  readonly latencies: readonly number[];
}

/**
 * The ends of the steps that times to the first text are counted in, in milliseconds: fine enough for
 * percentiles that people read, and few enough to keep for years.
 */
export const LATENCY_STEPS: readonly number[] = [
  100, 150, 200, 250, 300, 400, 500, 650, 800, 1_000, 1_300, 1_600, 2_000, 3_000, 5_000, 10_000,
  30_000,
];

/** Nothing used. */
export const NO_FIGURES: Figures = {
  requests: 0,
  failed: 0,
  unmetered: 0,
  unpriced: 0,
  tokensIn: 0,
  cachedTokens: 0,
  tokensOut: 0,
  cost: 0,
  offered: 0,
  accepted: 0,
  acceptedCharacters: 0,
};
