import { asRecord } from '../../base/json.ts';

/** What a model supports; undefined if unknown. */
export interface Capabilities {
  /** Chat. */
  readonly chat: boolean | undefined;
  /** Fill-in-the-middle. */
  readonly fim: boolean | undefined;
  /** Image input. */
  readonly vision: boolean | undefined;
  /** Reasoning on request. */
  readonly reasoning: boolean | undefined;
  /** Tool calls. */
  readonly tools: boolean | undefined;
}

/** A model as a service lists it. Services omit unknown fields. */
export interface ModelCard extends Capabilities {
  readonly id: string;
  /** The proper name, if `id` is an alias. */
  readonly name: string | undefined;
  readonly aliases: readonly string[];
  /** The model under which it is billed. */
  readonly billedAs?: string | undefined;
  /** Whether it was trained from a base model for one account. */
  readonly isFineTuned: boolean;
  /** The context length in tokens, input and output together. */
  readonly maxContextLength: number | undefined;
  /** The retirement date; may be in the past. */
  readonly deprecation: Date | undefined;
  /** The replacement that the service recommends. */
  readonly replacement: string | undefined;
}

/** Maximum number of cards that are read. Services list about 60 models. */
const MAX_CARDS = 1_000;
/** Maximum number of aliases of a list that are read. Services list some hundreds; grouping this many takes about 30 ms. */
const MAX_ALIASES = 5_000;
/** Maximum number of aliases of a card that are read. */
const MAX_CARD_ALIASES = 100;
/** Maximum length of an ID, in characters. Those of fine-tuned models have about 60. */
const MAX_ID_LENGTH = 200;

/** Reads the cards of a JSON list. Skips cards without a valid ID and repeated IDs. */
export function readModelCards(cards: readonly unknown[]): readonly ModelCard[] {
  let room = MAX_ALIASES;
  const read = cards.slice(0, MAX_CARDS).flatMap((value) => {
    const card = readCard(value, Math.min(room, MAX_CARD_ALIASES));
    room -= card?.aliases.length ?? 0;
    return card ?? [];
  });
  const first = new Map([...read].reverse().map((card) => [card.id, card]));
  return read.filter((card) => first.get(card.id) === card);
}

/** Whether a list is below all limits, so that no model or alias is missing from it. */
export function isBelowLimits(cards: readonly ModelCard[]): boolean {
  const aliases = cards.reduce((count, card) => count + card.aliases.length, 0);
  return cards.length < MAX_CARDS && aliases < MAX_ALIASES;
}

function readCard(value: unknown, maxAliases: number): ModelCard | undefined {
  const card = asRecord(value);
  const id = idOf(card.id);
  if (id === undefined) return undefined;
  const { aliases, capabilities, max_context_length: tokens } = card;
  const can = asRecord(capabilities);
  const replacement = idOf(card.deprecation_replacement_model);
  const billedAs = idOf(card.billing_model_name);
  return {
    id,
    name: idOf(card.name),
    aliases: Array.isArray(aliases)
      ? aliases.slice(0, maxAliases).flatMap((alias) => idOf(alias) ?? [])
      : [],
    ...(billedAs === undefined ? {} : { billedAs }),
    isFineTuned: card.type === 'fine-tuned' || id.startsWith('ft:'),
    chat: flag(can.completion_chat),
    fim: flag(can.completion_fim),
    vision: flag(can.vision),
    reasoning: flag(can.reasoning),
    tools: flag(can.function_calling),
    maxContextLength:
      Number.isSafeInteger(tokens) && Number(tokens) > 0 ? Number(tokens) : undefined,
    deprecation: date(card.deprecation),
    // A model can't replace itself.
    replacement: replacement === id ? undefined : replacement,
  };
}

/** An ID that can be shown and sent: without control characters and similar. */
function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_ID_LENGTH)
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
