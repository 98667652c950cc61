import type { CompletionSettings } from '../completionSettings.ts';
import { modeFor } from '../postprocess/stop/completionMode.ts';
import type { Snippet } from '../prompt/context/snippet.ts';
import { RequestBuilder } from '../prompt/requestBuilder.ts';
import type { Snapshot } from '../snapshot.ts';
import type { AcceptanceModel } from '../timing/acceptanceModel.ts';
import { StreamRate } from '../timing/streamRate.ts';
import type { InFlightRequest, PlannedRequest } from './inFlightRequest.ts';
import type { RequestPurpose } from './requestTrace.ts';

/** Sampling of alternatives: different from the first suggestion, but reproducible. */
const ALTERNATIVE = { temperature: 0.7, randomSeed: 1 };

/** Plans requests: prompt, mode, and how much of the answer is read and shown. Learns from their answers. */
export class RequestPlanner {
  readonly #requestBuilder: RequestBuilder;
  readonly #acceptance: AcceptanceModel;
  readonly #rate = new StreamRate();

  constructor(
    sessionId: string,
    context: (snapshot: Snapshot) => readonly Snippet[],
    acceptance: AcceptanceModel,
  ) {
    this.#requestBuilder = new RequestBuilder(sessionId, context);
    this.#acceptance = acceptance;
  }

  /** Plans a request for a state. */
  plan(purpose: RequestPurpose, snapshot: Snapshot, settings: CompletionSettings): PlannedRequest {
    const mode = modeFor(snapshot, settings.multiline);
    const { request, snippets } = this.#requestBuilder.build(snapshot, mode, settings);
    const { visibleLines, linesToRead } = this.#acceptance;
    const isUnlimited = settings.multiline === 'always';
    return {
      purpose,
      snapshot,
      mode,
      snippets,
      request: purpose === 'alternative' ? { ...request, ...ALTERNATIVE } : request,
      visibleLines: isUnlimited ? Infinity : visibleLines,
      // Only the suggestion for the current state is urgent.
      moreLinesMs: purpose === 'suggestion' && !isUnlimited ? this.#rate.moreLinesMs : undefined,
      linesToRead,
    };
  }

  /** Learns how fast the text of an answer arrived. */
  learnStreamRate({ raw, firstTextAt, endedAt }: InFlightRequest): void {
    if (firstTextAt !== undefined && endedAt !== undefined)
      this.#rate.learn(raw.length, endedAt - firstTextAt);
  }

  /** Learns how many tokens the prompt had, if the service reported it. */
  learnTokenRate({ snapshot, request, usage }: InFlightRequest): void {
    if (usage) this.#requestBuilder.learnTokenRate(snapshot, request, usage);
  }
}
