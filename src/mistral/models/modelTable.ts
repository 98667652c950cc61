import {
  FIM_MODEL,
  TOKENS_128K,
  TOKENS_256K,
  TOKENS_1M,
  price,
  VISION_CHAT,
  REASONING_CHAT,
  REASONING_TEXT_CHAT,
} from './knownModel.ts';
import type { KnownModel } from './knownModel.ts';
import type { Price } from './prices.ts';
import { RETIRED_MODELS } from './retiredModels.ts';

/**
 * The date of the public sources of this file, as `YYYY-MM-DD`: Mistral's documentation and model lists of that time.
 * See CONTRIBUTING.md for how to update it.
 */
export const KNOWN_ON = '2026-10-08';

/** The API credits of the free plan, in US dollars per month. Replaced token limits in August 2026. */
export const FREE_CREDITS_PER_MONTH = 10;

/**
 * Mistral's text models in display order, current ones first, from its pages on models, prices, vision, reasoning and
 * retirement, and from its lists (see {@link KNOWN_ON}). A service's own list takes precedence.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    id: 'codestral-2508',
    aliases: ['codestral-latest', 'mistral-code-latest', 'mistral-code-fim-latest'],
    // From the model's page. The list, which takes precedence, says 256,000.
    context: TOKENS_128K,
    price: price(0.3, 0.9),
    capabilities: FIM_MODEL,
    supportsPrediction: true,
  },
  {
    id: 'mistral-medium-2604',
    aliases: [
      'mistral-medium-latest',
      'mistral-medium-3-5',
      'mistral-medium-3.5',
      'mistral-medium-3',
      'mistral-medium',
      'mistral-vibe-cli-latest',
      'mistral-vibe-cli-with-tools',
      'magistral-medium-latest',
    ],
    context: TOKENS_256K,
    price: price(1.5, 7.5),
    capabilities: REASONING_CHAT,
    supportsPrediction: true,
  },
  {
    id: 'mistral-small-2603',
    aliases: ['mistral-small-latest', 'magistral-small-latest', 'mistral-vibe-cli-fast'],
    context: TOKENS_256K,
    price: price(0.15, 0.6),
    capabilities: REASONING_CHAT,
    supportsPrediction: true,
  },
  {
    id: 'mistral-large-2512',
    aliases: ['mistral-large-latest'],
    context: TOKENS_256K,
    price: price(0.5, 1.5),
    capabilities: VISION_CHAT,
  },
  // A preview: `mistral-large-latest` still leads to Large 3.
  {
    id: 'mistral-large-4-0',
    aliases: ['mistral-large-4'],
    context: TOKENS_1M,
    maxOutput: TOKENS_256K,
    price: price(0.68, 2.09, 0.07),
    priceAfterPreview: price(1.36, 4.18),
    capabilities: REASONING_CHAT,
    efforts: ['none', 'high'],
  },
  {
    id: 'ministral-14b-2512',
    aliases: ['ministral-14b-latest'],
    context: TOKENS_256K,
    price: price(0.2, 0.2),
    capabilities: VISION_CHAT,
  },
  {
    id: 'ministral-8b-2512',
    aliases: ['ministral-8b-latest'],
    context: TOKENS_256K,
    price: price(0.15, 0.15),
    capabilities: VISION_CHAT,
  },
  {
    id: 'ministral-3b-2512',
    aliases: ['ministral-3b-latest'],
    context: TOKENS_128K,
    price: price(0.1, 0.1),
    capabilities: VISION_CHAT,
  },
  {
    id: 'zai-glm-5-3',
    aliases: ['zai-glm-latest', 'zai-glm-5'],
    context: TOKENS_1M,
    price: price(1.4, 4.4, 0.14),
    capabilities: REASONING_TEXT_CHAT,
    efforts: ['low', 'high', 'max'],
  },
  // A preview.
  {
    id: 'zai-glm-5-2',
    aliases: ['glm-5-2'],
    context: TOKENS_1M,
    price: price(1.4, 4.4),
    capabilities: REASONING_TEXT_CHAT,
    supportsPrediction: true,
  },
  ...RETIRED_MODELS,
];

/** Models that do not write text, for their prices: embeddings per token, documents per page. */
const OTHER_MODELS: readonly KnownModel[] = [
  {
    id: 'codestral-embed-2505',
    aliases: ['codestral-embed'],
    price: price(0.15, 0),
    capabilities: [],
  },
  {
    id: 'mistral-ocr-4-1',
    aliases: ['mistral-ocr-latest'],
    price: { ...price(0, 0), thousandPages: 4 },
    capabilities: [],
  },
];

const BY_NAME: ReadonlyMap<string, KnownModel> = new Map(
  [...KNOWN_MODELS, ...OTHER_MODELS].flatMap((model) =>
    [model.id, ...model.aliases].map((name): [string, KnownModel] => [name, model]),
  ),
);

/** The built-in facts about a model, by any of its names. */
export function findKnownModel(name: string): KnownModel | undefined {
  return BY_NAME.get(name);
}

/**
 * The price of a model, given the names that a service lists for it. Previews have no `-latest` name at Mistral: with
 * one, the preview and its price have ended.
 */
export function priceNow(
  { price, priceAfterPreview }: KnownModel,
  names: readonly string[],
): Price | undefined {
  return names.some((name) => name.endsWith('-latest')) ? (priceAfterPreview ?? price) : price;
}
