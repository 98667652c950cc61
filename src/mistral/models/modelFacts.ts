import { KNOWN_MODELS, findKnownModel, priceNow } from './modelTable.ts';
import type { KnownModel } from './knownModel.ts';
import type { Capabilities, ModelCard } from './modelCards.ts';
import type { Price } from './prices.ts';
import type { ReasoningEffort } from './reasoning.ts';

/** The facts about a model; undefined if unknown. */
export interface ModelFacts extends Capabilities {
  /** The context length in tokens, input and output together. */
  readonly maxContextLength: number | undefined;
  /** Maximum output in tokens; undefined if unknown or not limited below the context length. */
  readonly maxOutput: number | undefined;
  /** The accepted values of `reasoning_effort`, lowest first; undefined for the usual ones. */
  readonly efforts: readonly ReasoningEffort[] | undefined;
  /** The price at Mistral. Services don't list prices. */
  readonly price: Price | undefined;
  /** The price after the preview, if {@link price} is a preview price. */
  readonly priceAfterPreview: Price | undefined;
  /** Whether it supports a predicted answer. Services don't list this. */
  readonly supportsPrediction: boolean | undefined;
  /** The retirement date; may be in the past. */
  readonly deprecation: Date | undefined;
  /** The recommended replacement. */
  readonly replacement: string | undefined;
  /** The dated name. */
  readonly datedId: string | undefined;
}

/**
 * The facts from a card, completed by built-in ones. A model that a service lists without a retirement date is not
 * retired there.
 */
export function cardFacts(card: ModelCard): ModelFacts {
  // An alias may have moved to a newer model; the proper name identifies it.
  const known = findKnownModel(card.name ?? card.id) ?? findKnownModel(card.id);
  const facts = factsOf(known);
  return {
    chat: card.chat ?? facts.chat,
    fim: card.fim ?? facts.fim,
    vision: card.vision ?? facts.vision,
    reasoning: card.reasoning ?? facts.reasoning,
    tools: card.tools ?? facts.tools,
    maxContextLength: card.maxContextLength ?? facts.maxContextLength,
    maxOutput: facts.maxOutput,
    efforts: facts.efforts,
    ...pricesOf(card),
    supportsPrediction: facts.supportsPrediction,
    deprecation: card.deprecation,
    replacement: card.replacement ?? facts.replacement,
    datedId: card.name,
  };
}

/**
 * The price of a model: by its billing name, or else by any of its names, since services keep adding new ones. The
 * proper name has priority over aliases, which may move to another model.
 */
export function pricesOf({ billedAs, name, id, aliases }: ModelCard): Prices {
  const known = [billedAs, name, id, ...aliases]
    .map((each) => (each === undefined ? undefined : findKnownModel(each)))
    .find((each) => each?.price !== undefined);
  return knownPrices(known, [id, name ?? '', ...aliases]);
}

/** The price of a model now and after its preview. */
export type Prices = Pick<ModelFacts, 'price' | 'priceAfterPreview'>;

/** `names` are the names that a service lists: they show whether a preview has ended. */
function knownPrices(known: KnownModel | undefined, names: readonly string[]): Prices {
  const price = known && priceNow(known, names);
  return {
    price,
    priceAfterPreview: price === known?.price ? known?.priceAfterPreview : undefined,
  };
}

/** The built-in facts about a model, by any of its names. */
export function knownFacts(model: string): ModelFacts {
  return factsOf(findKnownModel(model));
}

/** The built-in models in the form of a service's list: a card per name, with the others as aliases. */
export function knownCards(): readonly ModelCard[] {
  return KNOWN_MODELS.flatMap((known) => {
    const { chat, fim, vision, reasoning, tools, ...facts } = factsOf(known);
    const names = [known.id, ...known.aliases];
    return names.map((id) => ({
      id,
      name: known.id,
      aliases: names.filter((name) => name !== id),
      chat,
      fim,
      vision,
      reasoning,
      tools,
      isFineTuned: false,
      maxContextLength: facts.maxContextLength,
      deprecation: facts.deprecation,
      replacement: facts.replacement,
    }));
  });
}

function factsOf(known: KnownModel | undefined): ModelFacts {
  const can = (capability: keyof Capabilities): boolean | undefined =>
    known?.capabilities?.includes(capability);
  return {
    chat: can('chat'),
    fim: can('fim'),
    vision: can('vision'),
    reasoning: can('reasoning'),
    tools: can('tools'),
    maxContextLength: known?.context,
    maxOutput: known?.maxOutput,
    efforts: known?.efforts,
    ...knownPrices(known, []),
    supportsPrediction: known && known.supportsPrediction === true,
    deprecation: known?.retires === undefined ? undefined : new Date(known.retires),
    replacement: known?.replacement,
    datedId: known?.id,
  };
}
