import type { Abilities } from './modelCards.ts';

/** What is known about a model without asking a service. */
export interface KnownModel {
  /** The dated name. */
  readonly id: string;
  /** Names that lead to it, the one that stays in use first. */
  readonly aliases: readonly string[];
  /** Tokens that the request and the answer share. */
  readonly context: number;
  readonly can: readonly (keyof Abilities)[];
}

/** As Mistral's documentation rounds them: 128k and 256k tokens. */
const K128 = 131_072;
const K256 = 262_144;

/**
 * The models in general availability, from Mistral's model overview and its guides to vision and
 * reasoning as of 21 August 2026. A service's own list goes before it.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    id: 'codestral-2508',
    aliases: ['codestral-latest'],
    context: K128,
    can: ['chat', 'fim', 'tools'],
  },
  {
    id: 'mistral-medium-3-5',
    aliases: ['mistral-medium-latest', 'mistral-medium-3'],
    context: K256,
    can: ['chat', 'vision', 'reasoning', 'tools'],
  },
  {
    id: 'mistral-small-2603',
    aliases: ['mistral-small-latest'],
    context: K256,
    can: ['chat', 'vision', 'reasoning', 'tools'],
  },
  {
    id: 'mistral-large-2512',
    aliases: ['mistral-large-latest'],
    context: K256,
    can: ['chat', 'vision', 'tools'],
  },
  {
    id: 'ministral-14b-2512',
    aliases: ['ministral-14b-latest'],
    context: K256,
    can: ['chat', 'vision', 'tools'],
  },
  {
    id: 'ministral-8b-2512',
    aliases: ['ministral-8b-latest'],
    context: K256,
    can: ['chat', 'vision', 'tools'],
  },
  {
    id: 'ministral-3b-2512',
    aliases: ['ministral-3b-latest'],
    context: K256,
    can: ['chat', 'vision', 'tools'],
  },
];
