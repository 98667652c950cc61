import { asRecord } from './json.ts';

/** What a model can do; undefined where nobody says. */
export interface Abilities {
  /** It chats. */
  readonly chat: boolean | undefined;
  /** It fills in the middle. */
  readonly fim: boolean | undefined;
  /** It sees images. */
  readonly vision: boolean | undefined;
  /** It thinks before it answers, when asked to. */
  readonly reasoning: boolean | undefined;
  /** It calls functions. */
  readonly tools: boolean | undefined;
}

/** A model as a service lists it. Services leave out what they do not know. */
export interface ModelCard extends Abilities {
  readonly id: string;
  /** The name proper, where `id` is an alias. */
  readonly name: string | undefined;
  readonly aliases: readonly string[];
  /** Made from a base model for one account. */
  readonly isFineTuned: boolean;
  /** Tokens that prompt, suffix and answer share. */
  readonly maxContextLength: number | undefined;
  /** When the model is retired; may lie in the past. */
  readonly deprecation: Date | undefined;
  /** What the service recommends in its place. */
  readonly replacement: string | undefined;
}

/** Services list about 60 models; what comes after so many is not looked at. */
export const MOST_CARDS = 1_000;
/** A card that names more other names than this is no card that anybody reads. */
const MOST_ALIASES = 100;
/** No id is so long, in characters; those of fine-tuned models have about 60. */
const LONGEST_ID = 200;

/**
 * Reads the JSON of a list's cards. Cards without an id that can be shown are left out, of those
 * with the same id all but the first.
 */
export function readModelCards(cards: readonly unknown[]): readonly ModelCard[] {
  const read = cards.slice(0, MOST_CARDS).flatMap((card) => readCard(card) ?? []);
  const first = new Map([...read].reverse().map((card) => [card.id, card]));
  return read.filter((card) => first.get(card.id) === card);
}

function readCard(value: unknown): ModelCard | undefined {
  const card = asRecord(value);
  const id = idOf(card.id);
  if (id === undefined) return undefined;
  const { aliases, capabilities, max_context_length: tokens } = card;
  const can = asRecord(capabilities);
  const replacement = idOf(card.deprecation_replacement_model);
  return {
    id,
    name: idOf(card.name),
    aliases: Array.isArray(aliases)
      ? aliases.slice(0, MOST_ALIASES).flatMap((alias) => idOf(alias) ?? [])
      : [],
    isFineTuned: card.type === 'fine-tuned' || id.startsWith('ft:'),
    chat: flag(can.completion_chat),
    fim: flag(can.completion_fim),
    vision: flag(can.vision),
    reasoning: flag(can.reasoning),
    tools: flag(can.function_calling),
    maxContextLength:
      Number.isSafeInteger(tokens) && Number(tokens) > 0 ? Number(tokens) : undefined,
    deprecation: date(card.deprecation),
    // A model cannot take its own place.
    replacement: replacement === id ? undefined : replacement,
  };
}

/** A text that can stand in a list and in a request; control characters and their like cannot. */
function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > LONGEST_ID)
    return undefined;
  return /\p{C}/u.test(value) ? undefined : value;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function date(value: unknown): Date | undefined {
  const parsed = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}
