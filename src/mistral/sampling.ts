/** Sampling parameters, with the API's field names. Unset ones use the model's default. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

/** The service treats lower temperatures as greedy sampling: vLLM's limit, whose wording its error uses. */
const GREEDY_BELOW = 1e-5;
/**
 * Adjusts temperature and top-p to a combination that the service accepts. At temperature 0 (greedy sampling) it
 * rejects any top-p other than 1, and apparently also a missing one for reasoning models, so 1 is sent. Each value must
 * already be within its own range.
 */
export function acceptedSampling({ temperature, topP }: Sampling, isReasoning: boolean): Sampling {
  const isGreedy = temperature !== undefined && temperature < GREEDY_BELOW;
  const sent = isGreedy && (topP !== undefined || isReasoning) ? 1 : topP;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(sent === undefined ? {} : { topP: sent }),
  };
}
