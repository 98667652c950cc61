import type { Usage } from './client.ts';

/** What a model costs, in US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** The share of the input's price that tokens cost which the service has in its cache (Mistral's pricing page, August 2026). */
const CACHED = 0.1;
const MILLION = 1_000_000;

/** What a request cost, in US dollars. */
export function costOf(
  { promptTokens, cachedTokens, completionTokens }: Usage,
  price: Price,
): number {
  // A service may count wrongly: no part of a prompt is more than the prompt.
  const cached = Math.min(cachedTokens, promptTokens);
  const input = promptTokens - cached + cached * CACHED;
  return (input * price.input + completionTokens * price.output) / MILLION;
}
