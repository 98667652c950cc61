import { asRecord, parseJson } from './json.ts';
import { MOST_CARDS, readModelCards } from './modelCards.ts';
import type { ModelCard } from './modelCards.ts';

/** A list as a service told it. */
export interface ListedCards {
  readonly cards: readonly ModelCard[];
  /** Whether these are all. */
  readonly isWhole: boolean;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/** No more than this is kept, and nothing longer is read; in bytes. Lists have about 15,000. */
const LARGEST = 100_000;
const VERSION = 1;

/** What a service answered just now. */
export function listedNow(cards: readonly ModelCard[], at: number): ListedCards {
  return { cards, isWhole: cards.length < MOST_CARDS, at };
}

/** The text of the file that keeps a list for other windows and later runs; cards that have no room are left out. */
export function writeListFile(url: string, { cards, isWhole, at }: ListedCards): string {
  const head = JSON.stringify({ version: VERSION, url, at, isWhole });
  const cut = JSON.stringify({ version: VERSION, url, at, isWhole: false });
  const kept: string[] = [];
  let room = LARGEST - ascii(cut).length - ',"cards":[]'.length;
  for (const card of cards) {
    const text = ascii(JSON.stringify(wireCard(card)));
    room -= text.length + 1;
    if (room < 0) break;
    kept.push(text);
  }
  const begin = ascii(kept.length === cards.length ? head : cut).slice(0, -1);
  return `${begin},"cards":[${kept.join(',')}]}`;
}

/** Reads the file back; undefined if it is damaged, of another version, or about another address. */
export function readListFile(text: string, url: string): ListedCards | undefined {
  if (text.length > LARGEST) return undefined;
  const file = asRecord(parseJson(text));
  const { at, cards, isWhole } = file;
  if (file.version !== VERSION || file.url !== url || !Array.isArray(cards)) return undefined;
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  return { cards: readModelCards(cards), isWhole: isWhole === true, at };
}

/** A card in the words of the services, so that one reader is enough for both. */
function wireCard(card: ModelCard): object {
  return {
    id: card.id,
    name: card.name,
    aliases: card.aliases,
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

/** The same JSON with every other character escaped: characters are bytes. */
function ascii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
