import type { Clock } from '../mistral/clock.ts';
import type { Snapshot } from './snapshot.ts';

/** A pause between keys after which typing starts anew, in milliseconds. */
const REST_MS = 1_000;
/** The longest wait, before what the service itself takes is subtracted, in milliseconds. */
const LONGEST_MS = 300;
/** How many of the last measures an average remembers. */
const MEMORY = 8;

/**
 * Says how long to wait before asking: only where the user is expected to type on. It follows the rhythm of
 * typing and the latency of the service, which is asked the earlier the slower it is.
 */
export class Pace {
  readonly #clock: Clock;
  #lastKey = 0;
  #gapMs = 150;
  #latencyMs = 0;
  #isAfterAccept = false;
  #isFirst = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Mean time to the first text of the last answers, in milliseconds; 0 before the first. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** A call came in: the user typed. */
  key(): void {
    const now = this.#clock.now();
    const gap = now - this.#lastKey;
    if (gap > 0 && gap < REST_MS) this.#gapMs = average(this.#gapMs, gap);
    this.#isFirst = gap >= REST_MS || gap < 0;
    this.#lastKey = now;
  }

  /** The first text of an answer took so long. */
  answered(ms: number): void {
    this.#latencyMs = average(this.#latencyMs, ms);
  }

  /** A suggestion was accepted: what comes next is wanted at once. */
  accepted(): void {
    this.#isAfterAccept = true;
  }

  /** Milliseconds to wait before asking for this place; `setting` is the user's own number. */
  waitFor(snapshot: Snapshot, setting: number | null): number {
    const isWanted = this.#isAfterAccept;
    this.#isAfterAccept = false;
    if (snapshot.trigger === 'invoke') return 0;
    if (setting !== null) return setting;
    if (isWanted || this.#isFirst || snapshot.lineBefore.trim() === '') return 0;
    // Someone who types on does so within about one and a half of their usual gaps.
    const pause = Math.min(LONGEST_MS, this.#gapMs * (isInWord(snapshot) ? 1.5 : 1));
    return Math.max(0, Math.round(pause - this.#latencyMs / 4));
  }
}

function isInWord(snapshot: Snapshot): boolean {
  return /[\p{L}\p{N}_$]$/u.test(snapshot.lineBefore);
}

function average(mean: number, value: number): number {
  return mean === 0 ? value : mean + (value - mean) / MEMORY;
}
