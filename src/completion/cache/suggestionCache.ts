import { LRUCache } from 'lru-cache';
import type { PostprocessedAnswer } from '../postprocess/postprocess.ts';
import { postprocess } from '../postprocess/postprocess.ts';
import type { Continuation } from './continuation.ts';
import { receivedText, continuationOf } from './continuation.ts';
import type { StoppedAnswer } from '../postprocess/stop/applyStopRules.ts';
import { applyStopRules } from '../postprocess/stop/applyStopRules.ts';
import type { PlacedCompletion } from '../postprocess/range/placeCompletion.ts';
import { isVisible, place } from '../postprocess/range/placeCompletion.ts';
import { truncateToLines, dropUnclosedTail } from '../postprocess/truncateLines.ts';
import { autoClosedSince, isSameText } from './suffixMatch.ts';
import type { Snapshot } from '../snapshot.ts';
import { afterInserting, typedSince } from '../snapshot.ts';
import type { RequestTrace } from '../request/requestTrace.ts';

/** Maximum number of cached suggestions. Each holds its text windows, about 11,000 characters. */
const MAX_ENTRIES = 100;
/** Number of characters on each side of the cursor that are part of an entry's key. */
const NEAR = 64;
/** Maximum length of deleted text that is offered again, in characters: a word or a call, not a rejected line. */
const MAX_DELETED_LENGTH = 60;

/** A suggestion for the state that its answer was requested for. */
export interface CachedSuggestion {
  /** Undefined if there is nothing to show. */
  readonly placed?: PlacedCompletion | undefined;
  /** The text of the answer after the suggestion. */
  readonly continuation?: Continuation | undefined;
  /** Whether the model ended the answer at the end of the suggestion, so that another request is pointless there. */
  readonly isComplete?: boolean;
  /** The request that the suggestion came from. */
  readonly request?: RequestTrace | undefined;
}

interface CacheEntry extends PlacedCompletion, CachedSuggestion {
  readonly snapshot: Snapshot;
}

/** A suggestion found for a state. */
export interface CacheHit {
  /** Absent if the answer for this state was empty. */
  readonly placed?: PlacedCompletion;
  /**
   * `cached`: the suggestion, or what the user has not typed of it yet; `restored`: the suggestion with the deleted
   * text restored; `continued`: the next lines of an answer whose beginning is in the document.
   */
  readonly match: 'cached' | 'restored' | 'continued';
  /** Identity of the suggestion, the same for all its remainders. */
  readonly suggestion: object;
  readonly request: RequestTrace | undefined;
}

/** A hit with a suggestion to show. */
export type PlacedHit = CacheHit & { readonly placed: PlacedCompletion };

/** Whether a hit has a suggestion to show. */
export function isPlaced(hit: CacheHit): hit is PlacedHit {
  return hit.placed !== undefined;
}

/**
 * The suggestions of the session. A state finds not only its own suggestion: typing the text of a suggestion finds
 * the rest of it, and deleting what was typed finds it again.
 */
export class SuggestionCache {
  readonly #visibleLines: () => number;
  readonly #entries = new LRUCache<string, CacheEntry>({ max: MAX_ENTRIES });

  /** `visibleLines`: maximum number of lines to show at once. */
  constructor(visibleLines: () => number) {
    this.#visibleLines = visibleLines;
  }

  /** Stores the suggestion for a state. Returns it as the hit for this state. */
  store(snapshot: Snapshot, suggestion: CachedSuggestion): CacheHit {
    const { text = '', replacedSuffixLength = 0 } = suggestion.placed ?? {};
    const entry = { ...suggestion, text, replacedSuffixLength, snapshot };
    this.#entries.set(keyOf(snapshot), entry);
    return hit('cached', entry, suggestion.placed);
  }

  /**
   * Finds the suggestion for a state; undefined if there is none. `shown` is the suggestion on screen
   * ({@link CacheHit.suggestion}): it stays while the user types it, even if another one is nearer.
   */
  lookup(snapshot: Snapshot, shown?: object): CacheHit | undefined {
    const candidates = this.#candidates(snapshot);
    const found =
      this.#matchTyped(candidates, snapshot, shown) ??
      this.#cacheContinuation(candidates, snapshot) ??
      this.#completedAt(candidates, snapshot) ??
      this.#restoredDeletion(snapshot);
    if (found) this.#entries.get(found.key); // marks it as recently used
    return found?.hit;
  }

  /** Whether a suggestion is known for a state. May store a continuation, but marks no entry as used. */
  has(snapshot: Snapshot): boolean {
    const candidates = this.#candidates(snapshot);
    return (
      (this.#matchTyped(candidates, snapshot) ?? this.#cacheContinuation(candidates, snapshot)) !==
      undefined
    );
  }

  /** Whether the model ended its answer at this state. */
  isComplete(snapshot: Snapshot): boolean {
    return this.#completedAt(this.#candidates(snapshot), snapshot) !== undefined;
  }

  /** Removes all suggestions. */
  clear(): void {
    this.#entries.clear();
  }

  /** The entries whose state the current one continues, the most recently used first. */
  #candidates(snapshot: Snapshot): Candidate[] {
    const candidates: Candidate[] = [];
    // With forEach, which allocates far less than an iterator of pairs: this runs on each key.
    this.#entries.forEach((entry, key) => {
      const typed = typedSince(entry.snapshot, snapshot);
      if (typed !== undefined) candidates.push({ key, entry, typed });
    });
    return candidates;
  }

  /** The suggestion on screen if the user is typing it; otherwise the one for the nearest state. */
  #matchTyped(
    candidates: readonly Candidate[],
    snapshot: Snapshot,
    shown?: object,
  ): FoundEntry | undefined {
    let best: (FoundEntry & { readonly distance: number }) | undefined;
    for (const { key, entry, typed } of candidates) {
      if (!entry.text.startsWith(typed)) continue;
      const placed = remainderAt(entry.text.slice(typed.length), entry, snapshot);
      const isNothing = entry.text === '' && isSameText(entry.snapshot.suffix, snapshot.suffix);
      if (!placed && !isNothing) continue;
      const distance = entry === shown && placed ? -1 : typed.length;
      if (best?.hit.placed && (!placed || distance >= best.distance)) continue;
      best = { key, distance, hit: hit('cached', entry, placed) };
    }
    return best;
  }

  /** Stores and returns the next lines of an answer whose suggestion was typed or accepted as a whole. */
  #cacheContinuation(candidates: readonly Candidate[], snapshot: Snapshot): FoundEntry | undefined {
    for (const { entry, typed } of candidates) {
      if (!entry.continuation || !typed.startsWith(entry.text)) continue;
      const lines = entry.continuation();
      if (!lines.trimStart().startsWith(typed.slice(entry.text.length).trimStart())) continue;
      const accepted = afterInserting(entry.snapshot, entry);
      const known = this.#entries.peek(keyOf(accepted));
      if (lines === '' || (known && typedSince(known.snapshot, accepted) === '')) continue;
      const suggestion = nextSuggestion(lines, entry, accepted, this.#visibleLines());
      if (!suggestion.placed) continue;
      this.store(accepted, suggestion);
      const found = this.#matchTyped(this.#candidates(snapshot), snapshot);
      if (found) return { ...found, hit: { ...found.hit, match: 'continued' } };
    }
    return undefined;
  }

  /** A hit without a suggestion where the whole answer was typed or accepted: the model has nothing to add. */
  #completedAt(candidates: readonly Candidate[], snapshot: Snapshot): FoundEntry | undefined {
    const found = candidates.find(
      ({ entry, typed }) =>
        entry.isComplete === true &&
        entry.replacedSuffixLength === 0 &&
        typed === entry.text &&
        isSameText(entry.snapshot.suffix, snapshot.suffix),
    );
    return found && { key: found.key, hit: hit('cached', found.entry, undefined) };
  }

  /** The suggestion after text that was deleted from the end of the line, with that text in front of it. */
  #restoredDeletion(snapshot: Snapshot): FoundEntry | undefined {
    let best: (FoundEntry & { readonly distance: number }) | undefined;
    this.#entries.forEach((entry, key) => {
      const deleted = entry.text === '' ? undefined : typedSince(snapshot, entry.snapshot);
      if (deleted === undefined || deleted.length > MAX_DELETED_LENGTH || deleted.includes('\n'))
        return;
      if (best && deleted.length >= best.distance) return;
      const placed = remainderAt(deleted + entry.text, entry, snapshot);
      if (placed) best = { key, distance: deleted.length, hit: hit('restored', entry, placed) };
    });
    return best;
  }
}

/** An entry, and what the user has typed since its state. */
interface Candidate {
  readonly key: string;
  readonly entry: CacheEntry;
  readonly typed: string;
}

interface FoundEntry {
  readonly key: string;
  readonly hit: CacheHit;
}

function hit(
  match: CacheHit['match'],
  entry: CacheEntry,
  placed: PlacedCompletion | undefined,
): CacheHit {
  return { match, suggestion: entry, request: entry.request, ...(placed ? { placed } : {}) };
}

/**
 * The key of a state, with the text next to the cursor only: whole windows would double the memory of an entry. States
 * that differ further away share a key and replace each other; a lookup compares their texts.
 */
function keyOf({ document, firstLine, prefix, suffix }: Snapshot): string {
  const near = [prefix.slice(-NEAR), suffix.slice(0, NEAR)];
  return [document, firstLine, prefix.length, suffix.length, ...near].join('\0');
}

/** The cache entry for a post-processed answer, with its continuation if post-processing kept the end of the answer. */
export function cachedSuggestionOf(
  { placed }: PostprocessedAnswer,
  stopped: StoppedAnswer,
  request: RequestTrace,
  snapshot: Snapshot,
): CachedSuggestion {
  if (!placed || request.mode === 'line') return { placed, request };
  const continuation = continuationOf(() => receivedText(request), stopped, placed, snapshot);
  const isComplete = request.finishReason === 'stop' && request.raw.trimEnd().endsWith(placed.text);
  return { placed, continuation, isComplete, request };
}

/** The next suggestion from the lines after the last one. Empty while the lines received so far leave it open. */
function nextSuggestion(
  lines: string,
  { continuation, request }: CachedSuggestion,
  snapshot: Snapshot,
  visibleLines: number,
): CachedSuggestion {
  const isClosed = request?.isClosed === true;
  // The request was for a block, whatever mode the new state would have.
  const whole = applyStopRules(lines, isClosed, snapshot, 'block');
  const first = truncateToLines(whole, snapshot, visibleLines);
  const ended = request?.finishReason === 'stop' ? first : dropUnclosedTail(first, snapshot);
  const placed = ended.isDecided ? postprocess(ended, snapshot).placed : undefined;
  if (!placed || !continuation) return {};
  return { placed, continuation: continuationOf(continuation, ended, placed, snapshot), request };
}

/** Places the remaining text at a state, where the editor may have added or removed closing brackets. */
function remainderAt(
  text: string,
  entry: CacheEntry,
  snapshot: Snapshot,
): PlacedCompletion | undefined {
  const closed = autoClosedSince(entry.snapshot, snapshot);
  if (closed === undefined) return undefined;
  if (closed > 0) return place(text, snapshot);
  const placed = { text, replacedSuffixLength: entry.replacedSuffixLength + closed };
  return placed.replacedSuffixLength >= 0 && isVisible(placed, snapshot) ? placed : undefined;
}
