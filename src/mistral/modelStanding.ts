import type { ModelFacts } from './modelFacts.ts';
import { knownFacts } from './modelFacts.ts';
import { findRow } from './modelRows.ts';
import type { CatalogueRow } from './modelRows.ts';
import type { Feature } from './services.ts';

/** Whether a model that somebody has chosen can be used, and what to use in its place. */
export interface Standing {
  /**
   * `unlisted`: the service's list has no such model. `unable`: it cannot do what the feature asks for.
   * `unknown`: there is no list, and nobody has heard of it.
   */
  readonly state: 'fine' | 'deprecated' | 'retired' | 'unlisted' | 'unable' | 'unknown';
  /** When it is retired, or was. */
  readonly deprecation: Date | undefined;
  /** A model that is there and able, where one is recommended. */
  readonly replacement: string | undefined;
}

/** What is looked at. */
export interface StandingFacts {
  readonly model: string;
  readonly feature: Feature;
  /** The rows of the service's list; of one that was cut, or is not the service's, nothing follows. */
  readonly rows: readonly CatalogueRow[];
  readonly isWhole: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The models of the settings' defaults: what is left where nobody recommends anything. */
const DEFAULT_MODELS: Readonly<Record<Feature, string>> = {
  completion: 'codestral-latest',
  chat: 'mistral-medium-latest',
};

/** Whether a model can do what a feature asks for; one that does not say counts as able. */
export function isAble({ chat, fim }: Pick<ModelFacts, 'chat' | 'fim'>, feature: Feature): boolean {
  return (feature === 'chat' ? chat : fim) !== false;
}

/** Tells where a model stands, and its replacement if it needs one. */
export function standingOf(looked: StandingFacts): Standing {
  const state = stateOf(looked);
  const { deprecation } = factsOf(looked, looked.model);
  const isFine = state === 'fine' || state === 'unknown';
  return { state, deprecation, replacement: isFine ? undefined : replacementOf(looked) };
}

function stateOf(looked: StandingFacts): Standing['state'] {
  const { model, feature, rows, isWhole, now } = looked;
  const row = findRow(rows, model);
  const facts = row ?? knownFacts(model);
  if (facts.deprecation && facts.deprecation.getTime() <= now) return 'retired';
  if (!isAble(facts, feature)) return 'unable';
  if (facts.deprecation) return 'deprecated';
  if (row) return 'fine';
  if (isWhole && rows.length > 0) return 'unlisted';
  return facts.dated === undefined ? 'unknown' : 'fine';
}

/** The recommendation, or what is recommended in that one's place, until one can be used. */
function replacementOf(looked: StandingFacts): string | undefined {
  const seen = new Set([looked.model]);
  const wayOut = (model: string): string | undefined => {
    const next = factsOf(looked, model).replacement;
    if (next === undefined || seen.has(next)) return undefined;
    seen.add(next);
    const state = stateOf({ ...looked, model: next });
    return state === 'fine' || state === 'unknown' ? next : wayOut(next);
  };
  const found = wayOut(looked.model);
  if (found !== undefined) return found;
  const standard = DEFAULT_MODELS[looked.feature];
  const isThere = stateOf({ ...looked, model: standard }) === 'fine';
  return isThere && standard !== looked.model ? standard : undefined;
}

function factsOf({ rows }: StandingFacts, model: string): ModelFacts {
  return findRow(rows, model) ?? knownFacts(model);
}
