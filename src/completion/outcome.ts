import type { UnavailableService } from '../mistral/serviceRouter.ts';
import type { DisabledReason } from './gate.ts';
import type { InlineCompletionItem } from './postprocess/range/placeCompletion.ts';
import type { CacheHit } from './cache/suggestionCache.ts';

/** Why a call has no suggestion. */
export type NoSuggestionReason =
  | DisabledReason
  | UnavailableService['unavailable']
  /** Requests are paused after failures. */
  | 'paused'
  /** The user typed on, or the engine was reset. */
  | 'superseded'
  /** The selected row of the suggest widget does not begin with the typed text. */
  | 'suggest widget'
  /** The request failed, or was aborted for a newer one. */
  | 'failed'
  /** The answer was empty or had nothing new. */
  | 'no suggestion';

/** Where a suggestion came from: the cache (see {@link CacheHit}) or a request of this call. */
export type SuggestionSource = CacheHit['match'] | 'requested';

/** The result of a call. */
export type Outcome =
  | {
      readonly item: InlineCompletionItem;
      /** A second suggestion, for explicit calls. */
      readonly alternative?: InlineCompletionItem;
      readonly source: SuggestionSource;
    }
  | NoSuggestion;

/** A call without a suggestion. */
export interface NoSuggestion {
  readonly item?: undefined;
  readonly reason: NoSuggestionReason;
}
