/** How much a model reasons before it answers, with the API's names. */
export type ReasoningEffort = 'none' | 'low' | 'high' | 'max';

/** The values that are sent. `none` is the default of the API, and no setting offers `max`. */
export type SentEffort = 'low' | 'high';

/** The facts that the effort depends on. */
export interface ReasoningModel {
  /** Whether the model supports reasoning. */
  readonly reasoning: boolean;
  /** The accepted values, lowest first; undefined for `none` and `high`, as for most of Mistral's models. */
  readonly efforts?: readonly ReasoningEffort[] | undefined;
}

/**
 * The `reasoning_effort` to send; undefined to omit it, which means `none` for models that accept that. Models that
 * always reason reject `none` and get their lowest effort.
 */
export function effortFor(
  wanted: 'off' | 'high',
  { reasoning, efforts = ['none', 'high'] }: ReasoningModel,
): SentEffort | undefined {
  const effort = wanted === 'high' ? 'high' : 'low';
  const isOff = wanted === 'off' && efforts.includes('none');
  return reasoning && !isOff && efforts.includes(effort) ? effort : undefined;
}
