import type { Clock } from '../../base/clock.ts';
import type { SuggestionOrigin } from '../shownSuggestion.ts';
import { survives } from './survives.ts';
import type { OffsetRange } from '../../base/offsetRange.ts';
import type { OffsetChange } from './rangeAfter.ts';
import { rangeAfter } from './rangeAfter.ts';

/** When accepted text is checked: after 30 seconds, and after 5 minutes. */
export type SurvivalCheck = '30s' | '5min';

/** The times of the checks, in milliseconds after accepting. */
const CHECK_TIMES: Readonly<Record<SurvivalCheck, number>> = { '30s': 30_000, '5min': 300_000 };

const CHECKS = Object.keys(CHECK_TIMES) as readonly SurvivalCheck[];
/** Maximum number of accepted suggestions that are tracked at a time; the oldest are no longer counted. */
const MAX_TRACKED = 200;
/** A range that has grown is read up to this multiple of the accepted text, in addition to {@link MIN_READ}. */
const MAX_GROWTH = 4;
/** Characters of a range that are always read. */
const MIN_READ = 1_000;

/** What {@link AcceptedTextTracker} needs. */
export interface AcceptedTextTrackerPorts {
  readonly clock: Clock;
  /** A part of an open document; undefined if it is not open. */
  readonly textOf: (document: string, range: OffsetRange) => string | undefined;
  /** Counts the result of a check. */
  readonly record: (origin: SuggestionOrigin, check: SurvivalCheck, hasSurvived: boolean) => void;
}

/** An accepted suggestion and the results of its checks. */
export interface SurvivalState {
  /** In milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly characters: number;
  /** The results of the checks so far. */
  readonly results: Readonly<Partial<Record<SurvivalCheck, boolean>>>;
}

interface Tracked {
  readonly origin: SuggestionOrigin;
  readonly document: string;
  /** The accepted text, in memory only until the last check. */
  readonly text: string;
  readonly acceptedAt: number;
  readonly results: Partial<Record<SurvivalCheck, boolean>>;
  range: OffsetRange;
  /** The result of all later checks, once the document is closed or its file is deleted. */
  final?: boolean;
  cancelTimer: () => void;
}

/**
 * Tracks whether accepted text survives later edits: it does as long as most of its words and symbols are still where it
 * was inserted. A closed document counts as it was when it was closed; in a deleted file, nothing survives. Checks that
 * are due after VS Code has closed are not counted.
 */
export class AcceptedTextTracker {
  readonly #ports: AcceptedTextTrackerPorts;
  readonly #tracked = new Set<Tracked>();
  #last: SurvivalState | undefined;

  constructor(ports: AcceptedTextTrackerPorts) {
    this.#ports = ports;
  }

  /** The suggestion that was accepted last; undefined before the first one. */
  get last(): SurvivalState | undefined {
    return this.#last;
  }

  /** Whether changes of documents matter. */
  get isTracking(): boolean {
    return this.#tracked.size > 0;
  }

  /** Tracks a text that was inserted at an offset of a document. Whitespace alone is not tracked. */
  onAccept(document: string, offset: number, text: string, origin: SuggestionOrigin): void {
    if (text.trim() === '') return;
    const acceptedAt = this.#ports.clock.now();
    const results: Tracked['results'] = {};
    const tracked: Tracked = {
      origin,
      document,
      text,
      acceptedAt,
      results,
      range: { start: offset, end: offset + text.length },
      cancelTimer: () => undefined,
    };
    this.#last = { acceptedAt, characters: text.length, results };
    this.#tracked.add(tracked);
    this.#schedule(tracked, CHECKS, 0);
    const [oldest] = this.#tracked;
    if (oldest && this.#tracked.size > MAX_TRACKED) this.#drop(oldest);
  }

  /** A document changed. `changes` are sorted from the end of the document, so that earlier offsets stay valid. */
  onChange(document: string, changes: readonly OffsetChange[]): void {
    for (const tracked of this.#tracked) {
      if (tracked.document !== document || tracked.final !== undefined) continue;
      for (const change of changes) {
        tracked.range = rangeAfter(tracked.range, change, tracked.text);
      }
    }
  }

  /** A document was closed; `text` is its content. */
  onDocumentClosed(document: string, text: string): void {
    for (const tracked of this.#tracked) {
      if (tracked.document !== document) continue;
      const { start, end } = readRange(tracked);
      tracked.final ??= survives(tracked.text, text.slice(start, end));
    }
  }

  /** A file or folder was deleted. */
  onFileDeleted(uri: string): void {
    for (const tracked of this.#tracked) {
      const { document } = tracked;
      if (document === uri || document.startsWith(`${uri}/`)) tracked.final = false;
    }
  }

  /** Ends all tracking. */
  dispose(): void {
    for (const tracked of this.#tracked) this.#drop(tracked);
  }

  #schedule(tracked: Tracked, [check, ...later]: readonly SurvivalCheck[], passed: number): void {
    if (check === undefined) {
      this.#drop(tracked);
      return;
    }
    const at = CHECK_TIMES[check];
    tracked.cancelTimer = this.#ports.clock.setTimeout(() => {
      const hasSurvived = tracked.final ?? this.#survives(tracked);
      if (hasSurvived !== undefined) {
        tracked.results[check] = hasSurvived;
        this.#ports.record(tracked.origin, check, hasSurvived);
      }
      this.#schedule(tracked, later, at);
    }, at - passed);
  }

  #drop(tracked: Tracked): void {
    tracked.cancelTimer();
    this.#tracked.delete(tracked);
  }

  /** Undefined if the document is not open, for example because it is being reopened in another language. */
  #survives(tracked: Tracked): boolean | undefined {
    const now = this.#ports.textOf(tracked.document, readRange(tracked));
    return now === undefined ? undefined : survives(tracked.text, now);
  }
}

/** The part of a document to compare with an accepted text. */
function readRange({ range: { start, end }, text }: Tracked): OffsetRange {
  return { start, end: Math.min(end, start + MAX_GROWTH * text.length + MIN_READ) };
}
