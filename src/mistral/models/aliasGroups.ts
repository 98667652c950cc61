import { minOf } from '../../base/minOf.ts';
import { KNOWN_MODELS } from './modelTable.ts';
import type { ModelCard } from './modelCards.ts';
import { cardFacts, pricesOf } from './modelFacts.ts';
import type { ModelFacts } from './modelFacts.ts';

/** The group of a model in the picker. `fineTuned`: trained for the user's account. */
export type ModelGroup = 'current' | 'fineTuned' | 'deprecated' | 'retired';

/** A model to choose, with all its names. */
export interface CatalogueModel extends ModelFacts {
  /** The name to send: the one that stays valid longest. */
  readonly id: string;
  /** All names, sorted, including `id`. */
  readonly names: readonly string[];
  readonly group: ModelGroup;
}

/** The groups in display order. */
export const GROUPS: readonly ModelGroup[] = ['current', 'fineTuned', 'deprecated', 'retired'];

/**
 * Merges the cards of a list into models. Each card ID belongs to exactly one model. Two cards are the same model only
 * if both say so. The result does not depend on the order of the cards. `now` is in milliseconds since the epoch.
 */
export function groupAliases(cards: readonly ModelCard[], now: number): readonly CatalogueModel[] {
  const named = cards
    .map((card) => ({ ...card, names: namesOf(card) }))
    .sort((one, other) => compare(one.id, other.id));
  const cardGroups = cardGroupsOf(named);
  const claims = claimsOf(cardGroups, new Set(cards.map(({ id }) => id)));
  return cardGroups
    .map((cardGroup) => modelOf(cardGroup, claims, now))
    .map((model) => ({ model, rank: rankOf(model) }))
    .sort(inOrder)
    .map(({ model }) => model);
}

/** The model with a name. */
export function findModel(
  models: readonly CatalogueModel[],
  name: string,
): CatalogueModel | undefined {
  return models.find(({ names }) => names.includes(name));
}

/** A card and the names it claims beside its ID. */
interface NamedCard extends ModelCard {
  readonly names: ReadonlySet<string>;
}

/** The cards of one model, sorted by ID. */
type CardGroup = readonly [NamedCard, ...NamedCard[]];

/** A fine-tuned model claims no other names, whatever its card says. */
function namesOf({ aliases, name, isFineTuned }: ModelCard): ReadonlySet<string> {
  if (isFineTuned) return new Set();
  return new Set(name === undefined ? aliases : [...aliases, name]);
}

/** Groups sorted cards by model with a union-find: each card points to a card of its model that sorts before it. */
function cardGroupsOf(cards: readonly NamedCard[]): readonly CardGroup[] {
  const indexes = new Map(cards.map(({ id }, index) => [id, index]));
  const parents = cards.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    for (
      let parent = parents[root];
      parent !== undefined && parent !== root;
      parent = parents[root]
    ) {
      root = parent;
    }
    parents[index] = root;
    return root;
  };
  cards.forEach((card, index) => {
    for (const name of card.names) {
      const otherIndex = indexes.get(name);
      const other = otherIndex === undefined ? undefined : cards[otherIndex];
      if (otherIndex === undefined || !other || !isSameModel(card, other)) continue;
      const [root, otherRoot] = [rootOf(index), rootOf(otherIndex)];
      parents[Math.max(root, otherRoot)] = Math.min(root, otherRoot);
    }
  });
  const cardGroups = new Map<number, [NamedCard, ...NamedCard[]]>();
  cards.forEach((card, index) => {
    const root = rootOf(index);
    const cardGroup = cardGroups.get(root);
    if (cardGroup) cardGroup.push(card);
    else cardGroups.set(root, [card]);
  });
  return [...cardGroups.values()];
}

/** Whether a card and one that it names are the same model: each names the other, or both have the same proper name. */
function isSameModel(card: NamedCard, other: NamedCard): boolean {
  if (other.isFineTuned) return false;
  return other.names.has(card.id) || (other.id === card.name && other.name === card.name);
}

/** How many groups of cards claim each of the names that are not a card's ID. */
function claimsOf(
  cardGroups: readonly CardGroup[],
  ids: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const claims = new Map<string, number>();
  for (const cardGroup of cardGroups) {
    for (const name of allNames(cardGroup)) {
      if (!ids.has(name)) claims.set(name, (claims.get(name) ?? 0) + 1);
    }
  }
  return claims;
}

/** The names that the cards of a group claim, each once. */
function allNames(cardGroup: CardGroup): ReadonlySet<string> {
  if (cardGroup.length === 1) return cardGroup[0].names;
  return new Set(cardGroup.flatMap(({ names }) => [...names]));
}

function modelOf(
  cards: CardGroup,
  claims: ReadonlyMap<string, number>,
  now: number,
): CatalogueModel {
  const names = cards.map(({ id }) => id);
  // A name that two models claim belongs to neither.
  for (const name of allNames(cards)) if (claims.get(name) === 1) names.push(name);
  names.sort(compare);
  const known = new Set(names);
  const properName =
    cards.find(({ id, name }) => id === name)?.id ??
    cards.find(({ name }) => name !== undefined && known.has(name))?.name;
  // A proper name that is not an ID or alias may be a title, which can't be sent.
  const sendable = new Set(cards.flatMap(({ id, aliases }) => [id, ...aliases]));
  const id = stableName(
    names.filter((name) => sendable.has(name)),
    properName,
  );
  const cardOf = (name: string | undefined) => cards.find((card) => card.id === name);
  const facts = cardFacts(cardOf(id) ?? cardOf(properName) ?? cards[0]);
  const life = lifecycleOf(facts.deprecation, now);
  const isOwn = life === 'current' && cards[0].isFineTuned;
  // The billing name may be on one card only.
  const prices = [facts, ...cards.map(pricesOf)].find(({ price }) => price !== undefined);
  return {
    ...facts,
    ...(prices ? { price: prices.price, priceAfterPreview: prices.priceAfterPreview } : {}),
    id,
    names,
    datedId: properName,
    group: isOwn ? 'fineTuned' : life,
  };
}

/** The state of a model at a time in milliseconds since the epoch. */
function lifecycleOf(
  deprecation: Date | undefined,
  now: number,
): 'current' | 'deprecated' | 'retired' {
  if (!deprecation) return 'current';
  return deprecation.getTime() <= now ? 'retired' : 'deprecated';
}

/**
 * The name that stays valid longest: `-latest`, then one without a date. Of several, the one closest to the proper
 * name, since another model's alias may lead here as well; then the shortest.
 */
function stableName(names: readonly string[], properName = ''): string {
  const rank = minOf(names.map(stabilityRank));
  const words = properName.split('-');
  const candidates = names
    .filter((name) => stabilityRank(name) === rank)
    .map((name) => ({ name, shared: sharedWords(name.split('-'), words) }));
  return candidates.reduce((best, each) => {
    if (each.shared !== best.shared) return each.shared > best.shared ? each : best;
    return each.name.length < best.name.length ? each : best;
  }).name;
}

function stabilityRank(name: string): number {
  if (name.endsWith('-latest')) return 0;
  return /-\d{4}(?!\d)/.test(name) ? 2 : 1;
}

/** How many leading words two names share; all of them if the first name has no other words. */
function sharedWords(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((word, at) => word !== other[at]);
  return different === -1 ? other.length : different;
}

/** A model with its position in the documentation. */
interface RankedModel {
  readonly model: CatalogueModel;
  readonly rank: number;
}

/** By group. Current models in the order of the documentation, deprecated ones by date. */
function inOrder(one: RankedModel, other: RankedModel): number {
  const [a, b] = [one.model, other.model];
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    (a.deprecation?.getTime() ?? 0) - (b.deprecation?.getTime() ?? 0) ||
    one.rank - other.rank ||
    compare(a.id, b.id)
  );
}

/** The position of each known name in the documentation. */
const RANKS: ReadonlyMap<string, number> = new Map(
  KNOWN_MODELS.flatMap(({ id, aliases }, at) =>
    [id, ...aliases].map((name): [string, number] => [name, at]),
  ).reverse(),
);

function rankOf({ names }: CatalogueModel): number {
  return names.reduce(
    (first, name) => Math.min(first, RANKS.get(name) ?? first),
    KNOWN_MODELS.length,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
