import type { BilledUsage } from '../tokenUsage.ts';
import { isRegionalUrl } from '../http/serviceUrl.ts';

/** The price of a model, in US dollars: per million tokens, unless stated otherwise. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** For cached input tokens; undefined for 10% of {@link input}. */
  readonly cached?: number;
  /** Per thousand document pages; only for models that read documents. */
  readonly thousandPages?: number;
}

/**
 * The price of a web search by the service, in US dollars; the tokens of its results are billed like others. From public
 * reports of Mistral's price list: 30 dollars per thousand calls (see KNOWN_ON).
 */
export const WEB_SEARCH_PRICE = 30 / 1000;

/** The price of cached input tokens relative to other input (Mistral's pricing page, August 2026). */
const CACHED = 0.1;
const MILLION = 1_000_000;

/** The cost of a request, in US dollars. */
export function costOf(usage: BilledUsage, price: Price): number {
  const { promptTokens, cachedTokens, completionTokens, pages = 0 } = usage;
  // Counts may be wrong: a part of the prompt can't exceed the prompt.
  const cached = Math.min(cachedTokens, promptTokens);
  const { input, output, cached: cachedPrice = input * CACHED, thousandPages = 0 } = price;
  const tokens = (promptTokens - cached) * input + cached * cachedPrice + completionTokens * output;
  return tokens / MILLION + (pages * thousandPages) / 1000 + searchCost(usage);
}

/** The part of a request's cost that does not depend on the model, in US dollars: its web searches. */
export function searchCost({ webSearches = 0 }: BilledUsage): number {
  return webSearches * WEB_SEARCH_PRICE;
}

/** The price factor of Mistral's regional hosts for tokens, cached input included, and pages. */
const REGIONAL_FACTOR = 1.1;

/** The price at a service's URL. */
export function priceAt(url: string, price: Price): Price {
  if (!isRegionalUrl(url)) return price;
  const { input, output, cached, thousandPages } = price;
  return {
    input: input * REGIONAL_FACTOR,
    output: output * REGIONAL_FACTOR,
    ...(cached === undefined ? {} : { cached: cached * REGIONAL_FACTOR }),
    ...(thousandPages === undefined ? {} : { thousandPages: thousandPages * REGIONAL_FACTOR }),
  };
}
