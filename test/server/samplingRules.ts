import { errorResponse } from './errorBodies.ts';
import type { ErrorFacts, CompleteResponse } from './errorBodies.ts';

/** Below this, sampling is greedy: vLLM's limit, whose error text the service uses. */
const GREEDY_BELOW = 1e-5;

/** The sampling parameters of a request. */
interface Sampled {
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly reasoning_effort?: string | null;
}

/** Greedy sampling requires a top_p of 1. A missing one counts as 1, except for reasoning models. */
export function samplingRefusal(body: Sampled, facts: ErrorFacts): CompleteResponse | undefined {
  const { temperature, top_p: share, reasoning_effort: effort } = body;
  if (typeof temperature !== 'number' || temperature >= GREEDY_BELOW) return undefined;
  const isReasoning = typeof effort === 'string' && effort !== 'none';
  const isAccepted = (share ?? (isReasoning ? undefined : 1)) === 1;
  return isAccepted ? undefined : errorResponse('greedySampling', facts);
}
