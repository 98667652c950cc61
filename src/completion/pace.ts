import type { Clock } from '../mistral/clock.ts';
import type { Snapshot } from './snapshot.ts';

/** A pause between keys after which typing starts anew, in milliseconds. */
const REST_MS = 1_000;
/** The longest wait, in milliseconds. */
const LONGEST_MS = 300;
/**
 * Waits in usual gaps between keys, from `npm run bench`: within a word the next key comes soon, behind a
 * bracket, a blank or an operator somebody may want to know, and behind a finished statement Enter comes.
 */
const IN_WORD = 1.1;
const ELSEWHERE = 0.8;
const FINISHED = 2;
/** A service that takes long is asked earlier, by this share of what it takes. */
const HEAD_START = 1 / 8;
/** No answer's first text is waited for longer, in milliseconds (FIM_TIMEOUTS); a clock that was set may say so. */
const LONGEST_LATENCY_MS = 10_000;
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
    const likely = Math.min(Math.max(ms, 0), LONGEST_LATENCY_MS);
    this.#latencyMs = average(this.#latencyMs, likely);
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
    const gaps = isFinished(snapshot) ? FINISHED : isInWord(snapshot) ? IN_WORD : ELSEWHERE;
    const wait = Math.min(LONGEST_MS, this.#gapMs * gaps) - this.#latencyMs * HEAD_START;
    return Math.max(0, Math.round(wait));
  }
}

function isInWord({ lineBefore }: Snapshot): boolean {
  return /[\p{L}\p{N}_$]$/u.test(lineBefore);
}

function isFinished({ lineBefore, lineAfter }: Snapshot): boolean {
  return /[;}]\s*$/.test(lineBefore) && lineAfter.trim() === '';
}

function average(mean: number, value: number): number {
  return mean === 0 ? value : mean + (value - mean) / MEMORY;
}
