import { KNOWN_MODELS } from './knownModels.ts';
import type { ModelCard } from './modelCards.ts';
import { cardFacts } from './modelFacts.ts';
import type { ModelFacts } from './modelFacts.ts';

/** Where a model stands in its life; `fineTuned` ones are somebody's own. */
export type ModelGroup = 'current' | 'fineTuned' | 'deprecated' | 'retired';

/** A model to choose, with all the names that lead to it. */
export interface CatalogueRow extends ModelFacts {
  /** What is sent: the name that lasts when a newer model takes this one's place. */
  readonly id: string;
  /** Every name of it, sorted, `id` among them. */
  readonly names: readonly string[];
  readonly group: ModelGroup;
}

/** The order in which groups are shown. */
export const GROUPS: readonly ModelGroup[] = ['current', 'fineTuned', 'deprecated', 'retired'];

/**
 * Folds a list into rows: each of its ids is in exactly one. Cards are one model only where both sides say so;
 * the order of the cards makes no difference. `now` is in milliseconds since the epoch.
 */
export function foldModels(cards: readonly ModelCard[], now: number): readonly CatalogueRow[] {
  const all = families([...cards].sort((one, other) => compare(one.id, other.id)));
  const claims = claimsOf(all, new Set(cards.map(({ id }) => id)));
  return all.map((family) => rowOf(family, claims, now)).sort(inOrder);
}

/** Where a model stands at a time in milliseconds since the epoch. */
function lifeOf(deprecation: Date | undefined, now: number): 'current' | 'deprecated' | 'retired' {
  if (!deprecation) return 'current';
  return deprecation.getTime() <= now ? 'retired' : 'deprecated';
}

/** The row that a name leads to. */
export function findRow(rows: readonly CatalogueRow[], name: string): CatalogueRow | undefined {
  return rows.find(({ names }) => names.includes(name));
}

/** The cards of one model. */
type Family = readonly [ModelCard, ...ModelCard[]];

/** The cards that are one model, by what they say of each other. */
function families(cards: readonly ModelCard[]): readonly Family[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const byName = new Map<string | undefined, ModelCard[]>();
  for (const card of cards) {
    const same = byName.get(card.name);
    if (same) same.push(card);
    else byName.set(card.name, [card]);
  }
  const names = new Map(cards.map((card) => [card, namesOf(card)]));
  // Each names the other, or one names a name proper.
  const isSame = (one: ModelCard, other: ModelCard): boolean => {
    if (one.isFineTuned || other.isFineTuned) return false;
    if (names.get(one)?.has(other.id) && names.get(other)?.has(one.id)) return true;
    return one.name === other.name && (one.name === one.id || other.name === other.id);
  };
  const left = new Set(cards);
  return cards.flatMap((first) => {
    if (!left.delete(first)) return [];
    const family: [ModelCard, ...ModelCard[]] = [first];
    // It grows while it is walked through.
    for (const card of family) {
      const named = [...(names.get(card) ?? [])].flatMap((name) => byId.get(name) ?? []);
      for (const other of [...named, ...(byName.get(card.id) ?? [])]) {
        if (isSame(card, other) && left.delete(other)) family.push(other);
      }
    }
    return [family];
  });
}

/** The other names that a card says it has. A fine-tuned model's name is its own, whatever it is called. */
function namesOf({ aliases, name, isFineTuned }: ModelCard): ReadonlySet<string> {
  if (isFineTuned) return new Set();
  return new Set(name === undefined ? aliases : [...aliases, name]);
}

/** How many families claim each of the names that have no card of their own. */
function claimsOf(all: readonly Family[], ids: ReadonlySet<string>): ReadonlyMap<string, number> {
  const claims = new Map<string, number>();
  for (const family of all) {
    const names = new Set(family.flatMap((card) => [...namesOf(card)]));
    for (const name of names) if (!ids.has(name)) claims.set(name, (claims.get(name) ?? 0) + 1);
  }
  return claims;
}

function rowOf(cards: Family, claims: ReadonlyMap<string, number>, now: number): CatalogueRow {
  const own = cards.flatMap((card) => [...namesOf(card)]).filter((name) => claims.get(name) === 1);
  const names = [...new Set([...cards.map(({ id }) => id), ...own])].sort(compare);
  const proper =
    cards.find(({ id, name }) => id === name)?.id ??
    cards.find(({ name }) => name !== undefined && names.includes(name))?.name;
  // What is only called a name may be a title: it is not sent.
  const ids = new Set(cards.flatMap((card) => [card.id, ...card.aliases]));
  const id = names
    .filter((name) => ids.has(name))
    .reduce((best, name) => (lasts(name, best, proper) ? name : best));
  const cardOf = (name: string | undefined) => cards.find((card) => card.id === name);
  const facts = cardFacts(cardOf(id) ?? cardOf(proper) ?? cards[0]);
  const life = lifeOf(facts.deprecation, now);
  const isOwn = life === 'current' && cards[0].isFineTuned;
  return { ...facts, id, names, dated: proper, group: isOwn ? 'fineTuned' : life };
}

/** Whether a name stays in use longer than another: `-latest` does, then one without a date. */
function lasts(name: string, other: string, proper = ''): boolean {
  const [kind, otherKind] = [kindOf(name), kindOf(other)];
  if (kind !== otherKind) return kind < otherKind;
  // Another family's alias may lead here, too: the nearest to the name proper is this family's.
  const [shared, otherShared] = [sharedWords(name, proper), sharedWords(other, proper)];
  return shared === otherShared ? name.length < other.length : shared > otherShared;
}

function kindOf(name: string): number {
  if (name.endsWith('-latest')) return 0;
  return /-\d{4}(?!\d)/.test(name) ? 2 : 1;
}

/** How many words, separated by `-`, two names have in common at their beginning. */
function sharedWords(one: string, other: string): number {
  const words = other.split('-');
  const different = one.split('-').findIndex((word, at) => word !== words[at]);
  return different === -1 ? words.length : different;
}

/** By group; those in use as the documentation has them, those that go by the time they go. */
function inOrder(one: CatalogueRow, other: CatalogueRow): number {
  return (
    GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) ||
    (one.deprecation?.getTime() ?? 0) - (other.deprecation?.getTime() ?? 0) ||
    rank(one) - rank(other) ||
    compare(one.id, other.id)
  );
}

/** A list may have a hundred thousand names: each is looked up, and none is searched for. */
const RANKS: ReadonlyMap<string, number> = new Map(
  KNOWN_MODELS.flatMap(({ id, aliases }, at) =>
    [id, ...aliases].map((name): [string, number] => [name, at]),
  ).reverse(),
);

function rank({ names }: CatalogueRow): number {
  return names.reduce(
    (first, name) => Math.min(first, RANKS.get(name) ?? first),
    KNOWN_MODELS.length,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
