import type { ModelListData } from '@mistralai/mistralai/models/components/modellist.js';
import { asRecord } from './json.ts';

/** A model as a service lists it. Services leave out what they do not know. */
export interface ModelCard {
  readonly id: string;
  /** The name proper, where `id` is an alias. */
  readonly name: string | undefined;
  readonly aliases: readonly string[];
  /** Whether it fills in the middle; undefined where the service does not say. */
  readonly fim: boolean | undefined;
  /** Whether it chats; undefined where the service does not say. */
  readonly chat: boolean | undefined;
  /** Tokens that prompt, suffix and answer share. */
  readonly maxContextLength: number | undefined;
  /** When the model is retired; may lie in the past. */
  readonly deprecation: Date | undefined;
  /** What the service recommends in its place. */
  readonly replacement: string | undefined;
}

/**
 * Turns the SDK's cards into ours. The SDK gives up a card with one odd field or a `type` it has
 * not heard of, and hands over its raw JSON: that is read here. Entries without an id are left out.
 */
export function readModelCards(cards: readonly ModelListData[]): readonly ModelCard[] {
  return cards.flatMap((card) => {
    if (card.type === 'UNKNOWN') return fromRaw(card.raw) ?? [];
    return {
      id: card.id,
      name: card.name ?? undefined,
      aliases: card.aliases ?? [],
      fim: card.capabilities.completionFim,
      chat: card.capabilities.completionChat,
      maxContextLength: card.maxContextLength,
      deprecation: card.deprecation ?? undefined,
      replacement: card.deprecationReplacementModel ?? undefined,
    };
  });
}

function fromRaw(raw: unknown): ModelCard | undefined {
  const card = asRecord(raw);
  const id = text(card.id);
  if (id === undefined) return undefined;
  const { aliases, capabilities, deprecation, max_context_length: tokens } = card;
  const can = asRecord(capabilities);
  return {
    id,
    name: text(card.name),
    aliases: Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === 'string') : [],
    fim: flag(can.completion_fim),
    chat: flag(can.completion_chat),
    maxContextLength: typeof tokens === 'number' ? tokens : undefined,
    deprecation: date(deprecation),
    replacement: text(card.deprecation_replacement_model),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function date(value: unknown): Date | undefined {
  const parsed = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}
