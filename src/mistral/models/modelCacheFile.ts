import { asRecord, parseJson } from '../../base/json.ts';
import { isBelowLimits, readModelCards } from './modelCards.ts';
import type { ModelCard } from './modelCards.ts';

/** A cached list. */
export interface CachedModelCards {
  readonly cards: readonly ModelCard[];
  /** Whether the list is complete. */
  readonly isWhole: boolean;
  /** When the list was received, in milliseconds since the epoch. */
  readonly at: number;
}

/** The size limit for writing and reading, in bytes. Lists have about 15,000. */
const MAX_CHARACTERS = 100_000;
const VERSION = 1;

/** A list that a service has just sent. */
export function modelCacheOf(cards: readonly ModelCard[], at: number): CachedModelCards {
  return { cards, isWhole: isBelowLimits(cards), at };
}

/** The contents of the cache file. Cards that exceed the size limit are left out. */
export function writeModelCache(url: string, { cards, isWhole, at }: CachedModelCards): string {
  const head = JSON.stringify({ version: VERSION, url, at, isWhole });
  const cut = JSON.stringify({ version: VERSION, url, at, isWhole: false });
  const kept: string[] = [];
  let room = MAX_CHARACTERS - ascii(cut).length - ',"cards":[]'.length;
  for (const card of cards) {
    const text = ascii(JSON.stringify(wireCard(card)));
    room -= text.length + 1;
    if (room < 0) break;
    kept.push(text);
  }
  const begin = ascii(kept.length === cards.length ? head : cut).slice(0, -1);
  return `${begin},"cards":[${kept.join(',')}]}`;
}

/** Reads the cache file. Returns undefined if it is damaged, of another version or for another URL. */
export function readModelCache(text: string, url: string): CachedModelCards | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const file = asRecord(parseJson(text));
  const { at, cards, isWhole } = file;
  if (file.version !== VERSION || file.url !== url || !Array.isArray(cards)) return undefined;
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  return { cards: readModelCards(cards), isWhole: isWhole === true, at };
}

/** A card in the services' JSON format, so that one reader handles both. */
function wireCard(card: ModelCard): object {
  return {
    id: card.id,
    name: card.name,
    aliases: card.aliases,
    billing_model_name: card.billedAs,
    type: card.isFineTuned ? 'fine-tuned' : undefined,
    capabilities: {
      completion_chat: card.chat,
      completion_fim: card.fim,
      vision: card.vision,
      reasoning: card.reasoning,
      function_calling: card.tools,
    },
    max_context_length: card.maxContextLength,
    deprecation: card.deprecation?.toISOString(),
    deprecation_replacement_model: card.replacement,
  };
}

/** The JSON with non-ASCII characters escaped, so that its length equals its size in bytes. */
function ascii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
