/** Sampling parameters, with the field names of Mistral's TypeScript SDK. Unset ones use the model's default. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

/** The service treats lower temperatures as greedy sampling: vLLM's limit, whose wording its error uses. */
const GREEDY_BELOW = 1e-5;
/**
 * Adjusts temperature and top-p to a combination that the service accepts. At temperature 0 (greedy sampling) it
 * rejects any top-p other than 1, and apparently also a missing one for reasoning models, some of which always reason:
 * 1 is always accepted. Each value must already be within its own range.
 */
export function acceptedSampling({ temperature, topP }: Sampling): Sampling {
  const isGreedy = temperature !== undefined && temperature < GREEDY_BELOW;
  const sent = isGreedy ? 1 : topP;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(sent === undefined ? {} : { topP: sent }),
  };
}
