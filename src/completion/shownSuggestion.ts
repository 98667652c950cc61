import type { ServiceName } from '../mistral/serviceName.ts';
import type { PlacedHit } from './cache/suggestionCache.ts';
import type { Snapshot } from './snapshot.ts';
import { typedSince } from './snapshot.ts';

/** Counts suggestions. Called during a keystroke, so it must be fast. */
export interface UsageRecorder {
  /** A suggestion is passed to VS Code for the first time. */
  recordOffered(service: ServiceName, model: string): void;
  /** A whole suggestion was accepted, which inserted `characters` characters. */
  recordAccepted(service: ServiceName, model: string, characters: number): void;
}

/** Where a suggestion came from. */
export interface SuggestionOrigin {
  readonly service: ServiceName;
  readonly model: string;
}

/** What became of one line of a suggestion. */
export interface LineResult {
  /** Whether it is the first line of its answer. */
  readonly isFirst: boolean;
  readonly isAccepted: boolean;
}

/** A suggestion whose lines the user has not decided on yet. */
interface PendingLines {
  readonly snapshot: Snapshot;
  readonly text: string;
  /** Whether earlier lines of the same answer were accepted before. */
  readonly isContinuation: boolean;
  /** Number of lines typed or accepted so far. */
  acceptedLines: number;
}

/** The suggestion on screen: where it came from, and which of its lines the user has typed. */
export class ShownSuggestion {
  readonly #usageRecorder: UsageRecorder;
  readonly #counted = new WeakSet<object>();
  #hit: PlacedHit | undefined;
  #pending: PendingLines | undefined;

  constructor(usageRecorder: UsageRecorder) {
    this.#usageRecorder = usageRecorder;
  }

  /** The cached suggestion on screen, or the last one that was. */
  get suggestion(): object | undefined {
    return this.#hit?.suggestion;
  }

  /** A suggestion, or what remains of the one on screen, is shown at a state. */
  show(snapshot: Snapshot, hit: PlacedHit): void {
    this.count(hit);
    this.#hit = hit;
    const { text } = hit.placed;
    const typed = this.#pending && typedSince(this.#pending.snapshot, snapshot);
    if (typed !== undefined && this.#pending?.text === typed + text) return;
    const isContinuation = hit.match === 'continued';
    this.#pending = { snapshot, text, isContinuation, acceptedLines: 0 };
  }

  /** Counts a suggestion once, however often it is shown; an alternative is counted without being shown first. */
  count({ suggestion, request }: PlacedHit): void {
    if (!request || this.#counted.has(suggestion)) return;
    this.#counted.add(suggestion);
    this.#usageRecorder.recordOffered(request.service, request.request.model);
  }

  /**
   * The suggestion was accepted as a whole, which inserted `characters` characters. Returns where it came from, if that
   * is known.
   */
  onAccept(characters: number): SuggestionOrigin | undefined {
    const request = this.#hit?.request;
    if (!request) return undefined;
    const origin = { service: request.service, model: request.request.model };
    this.#usageRecorder.recordAccepted(origin.service, origin.model, characters);
    return origin;
  }

  /** Compares the suggestion with the state of the editor. Returns the lines decided since the last call. */
  decideLines(snapshot: Snapshot): readonly LineResult[] {
    const pending = this.#pending;
    const typed = pending && typedSince(pending.snapshot, snapshot);
    this.#pending = undefined;
    if (!pending || typed === undefined) return [];
    const same = commonPrefixLength(pending.text, typed);
    const isWhole = same >= pending.text.trimEnd().length;
    const lines = pending.text.slice(0, same).split('\n').length - (isWhole ? 0 : 1);
    const results: LineResult[] = [];
    const decide = (line: number, isAccepted: boolean) => {
      results.push({ isFirst: line === 0 && !pending.isContinuation, isAccepted });
    };
    for (let line = pending.acceptedLines; line < lines; line += 1) decide(line, true);
    if (isWhole) return results;
    if (same < typed.length) {
      decide(lines, false);
      return results;
    }
    pending.acceptedLines = Math.max(pending.acceptedLines, lines);
    this.#pending = pending;
    return results;
  }
}

function commonPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
