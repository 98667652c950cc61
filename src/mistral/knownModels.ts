import type { Abilities } from './modelCards.ts';
import type { Price } from './prices.ts';

/** What is known about a model without asking a service. */
export interface KnownModel {
  /** The dated name. */
  readonly id: string;
  /** Names that lead to it. */
  readonly aliases: readonly string[];
  /** Tokens that the request and the answer share. */
  readonly context: number;
  /** Undefined where Mistral does not say it any more. */
  readonly price?: Price;
  /** Undefined where Mistral does not say it any more. */
  readonly can?: readonly (keyof Abilities)[];
  /** Whether it makes use of a guess at its answer (`prediction`). */
  readonly predicts?: true;
  /** The day it is retired, UTC, as `YYYY-MM-DD`: from then on requests answer 404. */
  readonly retires?: string;
  /** What is used in its place: Mistral's word where there is one, else the same family's present model. */
  readonly replacement?: string;
}

/** What a key without a plan may ask for. */
export interface FreeLimits {
  /** By all models together. */
  readonly requestsPerSecond: number;
  /** Of most models, Codestral among them: prompt and answer count. */
  readonly tokensPerMinute: number;
  readonly tokensPerMonth: number;
}

/** The day of Mistral's documentation that all of this file is from, unless it says otherwise: `YYYY-MM-DD`. */
export const KNOWN_ON = '2026-08-21';

/** Mistral's free mode: the headers of its answers as users surveyed them on 23 February 2026. */
export const FREE_LIMITS: FreeLimits = {
  requestsPerSecond: 1,
  tokensPerMinute: 50_000,
  tokensPerMonth: 4_000_000,
};

/** As Mistral's documentation rounds them: 32k, 128k, 256k and 1M tokens. */
const K32 = 32_768;
const K128 = 131_072;
const K256 = 262_144;
const M1 = 1_048_576;

const TEXT = ['chat', 'tools'] as const;
const SEES = ['chat', 'vision', 'tools'] as const;
const THINKS = ['chat', 'vision', 'reasoning', 'tools'] as const;
const FILLS = ['chat', 'fim', 'tools'] as const;

/** US dollars for a million tokens. */
const price = (input: number, output: number): Price => ({ input, output });

/**
 * Mistral's text models, those in use first and in the order in which they are offered, from its pages on
 * models, prices, vision, reasoning and retirement (see {@link KNOWN_ON}). A service's own list goes before it.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    id: 'codestral-2508',
    aliases: ['codestral-latest'],
    context: K128,
    price: price(0.3, 0.9),
    can: FILLS,
    predicts: true,
  },
  {
    id: 'mistral-medium-3-5',
    aliases: ['mistral-medium-latest', 'mistral-medium-3'],
    context: K256,
    price: price(1.5, 7.5),
    can: THINKS,
    predicts: true,
  },
  {
    id: 'mistral-small-2603',
    aliases: ['mistral-small-latest'],
    context: K256,
    price: price(0.15, 0.6),
    can: THINKS,
    predicts: true,
  },
  {
    id: 'mistral-large-2512',
    aliases: ['mistral-large-latest'],
    context: K256,
    price: price(0.5, 1.5),
    can: SEES,
  },
  {
    id: 'ministral-14b-2512',
    aliases: ['ministral-14b-latest'],
    context: K256,
    price: price(0.2, 0.2),
    can: SEES,
  },
  {
    id: 'ministral-8b-2512',
    aliases: ['ministral-8b-latest'],
    context: K256,
    price: price(0.15, 0.15),
    can: SEES,
  },
  {
    id: 'ministral-3b-2512',
    aliases: ['ministral-3b-latest'],
    context: K256,
    price: price(0.1, 0.1),
    can: SEES,
  },
  // A preview.
  {
    id: 'zai-glm-5-2',
    aliases: [],
    context: M1,
    price: price(1.4, 4.4),
    can: TEXT,
    predicts: true,
  },
  {
    id: 'mistral-medium-2508',
    aliases: [],
    context: K128,
    price: price(0.4, 2),
    can: SEES,
    predicts: true,
    retires: '2026-08-31',
    replacement: 'mistral-medium-latest',
  },
  {
    id: 'mistral-medium-2505',
    aliases: [],
    context: K128,
    price: price(0.4, 2),
    can: SEES,
    predicts: true,
    retires: '2026-08-31',
    replacement: 'mistral-medium-latest',
  },
  {
    id: 'mistral-small-2506',
    aliases: [],
    context: K128,
    price: price(0.1, 0.3),
    can: SEES,
    predicts: true,
    retires: '2026-07-31',
    replacement: 'mistral-small-latest',
  },
  {
    id: 'devstral-2512',
    aliases: ['devstral-latest', 'devstral-medium-latest'],
    context: K256,
    price: price(0.4, 2),
    can: TEXT,
    retires: '2026-07-31',
    replacement: 'mistral-medium-latest',
  },
  {
    id: 'magistral-medium-2509',
    aliases: ['magistral-medium-latest'],
    context: K128,
    price: price(2, 5),
    can: SEES,
    retires: '2026-07-31',
    replacement: 'mistral-medium-latest',
  },
  {
    id: 'magistral-small-2509',
    aliases: ['magistral-small-latest'],
    context: K128,
    price: price(0.5, 1.5),
    can: SEES,
    retires: '2026-07-31',
    replacement: 'mistral-small-latest',
  },
  {
    id: 'open-mistral-nemo-2407',
    aliases: ['open-mistral-nemo'],
    context: K128,
    price: price(0.15, 0.15),
    can: TEXT,
    retires: '2026-07-31',
    replacement: 'ministral-14b-latest',
  },
  {
    id: 'mistral-large-2411',
    aliases: [],
    context: K128,
    price: price(2, 6),
    can: TEXT,
    predicts: true,
    retires: '2026-05-31',
    replacement: 'mistral-large-latest',
  },
  {
    id: 'devstral-medium-2507',
    aliases: [],
    context: K128,
    price: price(0.4, 2),
    can: TEXT,
    retires: '2026-05-31',
    replacement: 'mistral-medium-latest',
  },
  {
    id: 'devstral-small-2507',
    aliases: [],
    context: K128,
    price: price(0.1, 0.3),
    can: TEXT,
    retires: '2026-05-31',
    replacement: 'mistral-small-latest',
  },
  {
    id: 'labs-devstral-small-2512',
    aliases: ['devstral-small-latest'],
    context: K256,
    price: price(0.1, 0.3),
    can: SEES,
    retires: '2026-03-31',
    replacement: 'mistral-small-latest',
  },
  {
    id: 'ministral-8b-2410',
    aliases: [],
    context: K128,
    price: price(0.1, 0.1),
    can: TEXT,
    retires: '2025-12-31',
    replacement: 'ministral-8b-latest',
  },
  {
    id: 'ministral-3b-2410',
    aliases: [],
    context: K128,
    price: price(0.04, 0.04),
    can: TEXT,
    retires: '2025-12-31',
    replacement: 'ministral-3b-latest',
  },
  {
    id: 'codestral-2501',
    aliases: [],
    context: K128,
    price: price(0.3, 0.9),
    can: FILLS,
    predicts: true,
    retires: '2025-11-30',
    replacement: 'codestral-latest',
  },
  {
    id: 'codestral-2405',
    aliases: [],
    context: K32,
    retires: '2025-06-16',
    replacement: 'codestral-latest',
  },
];

/** What is known of a model by one of its names. */
export function knownModel(name: string): KnownModel | undefined {
  return KNOWN_MODELS.find(({ id, aliases }) => id === name || aliases.includes(name));
}
