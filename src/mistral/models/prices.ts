import type { TokenUsage } from '../tokenUsage.ts';
import { isRegionalUrl } from '../http/serviceUrl.ts';

/** The price of a model, in US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For cached input tokens; undefined for 10% of {@link input}. */
  readonly cached?: number;
}

/** The price of cached input tokens relative to other input (Mistral's pricing page, August 2026). */
const CACHED = 0.1;
const MILLION = 1_000_000;

/** The cost of a request, in US dollars. */
export function costOf(
  { promptTokens, cachedTokens, completionTokens }: TokenUsage,
  price: Price,
): number {
  // Counts may be wrong: a part of the prompt can't exceed the prompt.
  const cached = Math.min(cachedTokens, promptTokens);
  const { input, output, cached: cachedPrice = input * CACHED } = price;
  return (
    ((promptTokens - cached) * input + cached * cachedPrice + completionTokens * output) / MILLION
  );
}

/** The price factor of Mistral's regional hosts for all tokens, cached input included. */
const REGIONAL_FACTOR = 1.1;

/** The price at a service's URL. */
export function priceAt(url: string, price: Price): Price {
  if (!isRegionalUrl(url)) return price;
  const { input, output, cached } = price;
  return {
    input: input * REGIONAL_FACTOR,
    output: output * REGIONAL_FACTOR,
    ...(cached === undefined ? {} : { cached: cached * REGIONAL_FACTOR }),
  };
}
