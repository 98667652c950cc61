import type { ModelFacts } from './modelFacts.ts';
import { knownFacts } from './modelFacts.ts';
import { findModel } from './aliasGroups.ts';
import type { CatalogueModel } from './aliasGroups.ts';
import type { Feature } from '../serviceName.ts';

/** Whether a chosen model can be used, and its replacement. */
export interface ModelStatus {
  /**
   * `unlisted`: not in the service's list. `unable`: does not support the feature. `unknown`: there is no list, and it
   * is not a built-in model.
   */
  readonly state: 'fine' | 'deprecated' | 'retired' | 'unlisted' | 'unable' | 'unknown';
  /** The retirement date, past or future. */
  readonly deprecation: Date | undefined;
  /** A usable replacement, if one is recommended. */
  readonly replacement: string | undefined;
}

/** What a status is determined from. */
export interface ModelStatusFacts {
  readonly model: string;
  readonly feature: Feature;
  /** The models of the service's list. An incomplete or built-in list proves nothing about missing models. */
  readonly rows: readonly CatalogueModel[];
  readonly isComplete: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The default models of the settings, for models without a recommendation. */
const DEFAULT_MODELS: Readonly<Record<Feature, string>> = {
  completion: 'codestral-latest',
  chat: 'mistral-medium-latest',
};

/** Whether a model supports a feature; true if unknown. */
export function supportsFeature(
  { chat, fim }: Pick<ModelFacts, 'chat' | 'fim'>,
  feature: Feature,
): boolean {
  return (feature === 'chat' ? chat : fim) !== false;
}

/**
 * Whether a model is offered for a feature in pickers: it supports it and is not retired. Services may list retired
 * models, but reject requests for them.
 */
export function isOffered(row: CatalogueModel, feature: Feature): boolean {
  return row.group !== 'retired' && supportsFeature(row, feature);
}

/** The status of a model, and its replacement if it needs one. */
export function modelStatusOf(facts: ModelStatusFacts): ModelStatus {
  const state = stateOf(facts);
  const { deprecation } = factsOf(facts, facts.model);
  const isFine = state === 'fine' || state === 'unknown';
  return { state, deprecation, replacement: isFine ? undefined : replacementOf(facts) };
}

function stateOf(facts: ModelStatusFacts): ModelStatus['state'] {
  const { model, feature, rows, isComplete, now } = facts;
  const row = findModel(rows, model);
  const found = row ?? knownFacts(model);
  if (found.deprecation && found.deprecation.getTime() <= now) return 'retired';
  if (!supportsFeature(found, feature)) return 'unable';
  if (found.deprecation) return 'deprecated';
  if (row) return 'fine';
  if (isComplete && rows.length > 0) return 'unlisted';
  return found.datedId === undefined ? 'unknown' : 'fine';
}

/** Follows recommendations to the first usable model. */
function replacementOf(facts: ModelStatusFacts): string | undefined {
  const seen = new Set([facts.model]);
  const usableAfter = (model: string): string | undefined => {
    const next = factsOf(facts, model).replacement;
    if (next === undefined || seen.has(next)) return undefined;
    seen.add(next);
    const state = stateOf({ ...facts, model: next });
    return state === 'fine' || state === 'unknown' ? next : usableAfter(next);
  };
  const found = usableAfter(facts.model);
  if (found !== undefined) return found;
  const fallback = DEFAULT_MODELS[facts.feature];
  const isUsable = stateOf({ ...facts, model: fallback }) === 'fine';
  return isUsable && fallback !== facts.model ? fallback : undefined;
}

function factsOf({ rows }: ModelStatusFacts, model: string): ModelFacts {
  return findModel(rows, model) ?? knownFacts(model);
}
