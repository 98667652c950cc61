import { KNOWN_MODELS, knownModel } from './knownModels.ts';
import type { KnownModel } from './knownModels.ts';
import type { Abilities, ModelCard } from './modelCards.ts';
import type { Price } from './prices.ts';

/** What is known about a model; undefined where nobody says. */
export interface ModelFacts extends Abilities {
  /** Tokens that the request and the answer share. */
  readonly maxContextLength: number | undefined;
  /** At Mistral; no service lists prices. */
  readonly price: Price | undefined;
  /** Whether it makes use of a guess at its answer; no service lists that. */
  readonly predicts: boolean | undefined;
  /** When the model is retired; may lie in the past. */
  readonly deprecation: Date | undefined;
  /** What is recommended in its place. */
  readonly replacement: string | undefined;
  /** The dated name. */
  readonly dated: string | undefined;
}

/**
 * What a card says, and what is known where it is silent; but a service that lists a model without a date of
 * retirement has not retired it.
 */
export function cardFacts(card: ModelCard): ModelFacts {
  // An alias may have been handed on to a newer model: the name proper tells which one it is.
  const known = knownModel(card.name ?? card.id) ?? knownModel(card.id);
  const facts = factsOf(known);
  return {
    chat: card.chat ?? facts.chat,
    fim: card.fim ?? facts.fim,
    vision: card.vision ?? facts.vision,
    reasoning: card.reasoning ?? facts.reasoning,
    tools: card.tools ?? facts.tools,
    maxContextLength: card.maxContextLength ?? facts.maxContextLength,
    price: facts.price,
    predicts: facts.predicts,
    deprecation: card.deprecation,
    replacement: card.replacement ?? facts.replacement,
    dated: card.name,
  };
}

/** What is known of a model, by any of its names, without a list. */
export function knownFacts(model: string): ModelFacts {
  return factsOf(knownModel(model));
}

/** The known models as a service would list them: each name for itself, and the others as its aliases. */
export function knownCards(): readonly ModelCard[] {
  return KNOWN_MODELS.flatMap((known) => {
    const { chat, fim, vision, reasoning, tools, ...facts } = factsOf(known);
    const names = [known.id, ...known.aliases];
    return names.map((id) => ({
      ...{ id, name: known.id, aliases: names.filter((name) => name !== id) },
      ...{ chat, fim, vision, reasoning, tools, isFineTuned: false },
      maxContextLength: facts.maxContextLength,
      deprecation: facts.deprecation,
      replacement: facts.replacement,
    }));
  });
}

function factsOf(known: KnownModel | undefined): ModelFacts {
  const can = (ability: keyof Abilities): boolean | undefined => known?.can?.includes(ability);
  return {
    chat: can('chat'),
    fim: can('fim'),
    vision: can('vision'),
    reasoning: can('reasoning'),
    tools: can('tools'),
    maxContextLength: known?.context,
    price: known?.price,
    predicts: known && known.predicts === true,
    deprecation: known?.retires === undefined ? undefined : new Date(known.retires),
    replacement: known?.replacement,
    dated: known?.id,
  };
}
