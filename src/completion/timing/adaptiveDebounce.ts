import type { Clock } from '../../base/clock.ts';
import type { Snapshot } from '../snapshot.ts';

/** Maximum gap between keystrokes of continuous typing, in milliseconds. */
const MAX_GAP_MS = 1_000;
/** Maximum delay, in milliseconds. */
const MAX_DELAY_MS = 300;
/**
 * Delays as multiples of the average gap between keystrokes, tuned with `npm run bench`: within a word the next key is
 * near; after a bracket, space or operator the user may want a suggestion; after a statement, Enter follows.
 */
const IN_WORD = 0.8;
const ELSEWHERE = 0.6;
const FINISHED = 1.5;
/** Share of the service's latency that is subtracted from the delay. */
const HEAD_START = 1 / 8;
/** Maximum plausible latency in milliseconds (FIM_TIMEOUTS); a changed system clock may give more. */
const MAX_LATENCY_MS = 10_000;
/** Number of recent values in an average. */
const AVERAGED_SAMPLES = 8;

/**
 * Computes the delay before a request, which waits only if the user is likely to type on. It adapts to the typing
 * speed and to the latency of the service: the slower the service, the shorter the delay.
 */
export class AdaptiveDebounce {
  readonly #clock: Clock;
  #lastKey = 0;
  #gapMs = 150;
  #latencyMs = 0;
  #isAfterAccept = false;
  #isFirst = true;
  #isReplacing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Average time to the first text of recent answers, in milliseconds; 0 before the first one. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** The user typed. */
  onKey(): void {
    const now = this.#clock.now();
    const gap = now - this.#lastKey;
    if (gap > 0 && gap < MAX_GAP_MS) this.#gapMs = average(this.#gapMs, gap);
    this.#isFirst = gap >= MAX_GAP_MS || gap < 0;
    this.#lastKey = now;
  }

  /** The first text of an answer arrived after `ms` milliseconds. */
  onFirstText(ms: number): void {
    const likely = Math.min(Math.max(ms, 0), MAX_LATENCY_MS);
    this.#latencyMs = average(this.#latencyMs, likely);
  }

  /** A suggestion was accepted: the next request is sent without delay. */
  onAccept(): void {
    this.#isAfterAccept = true;
  }

  /** What the user typed contradicts the suggestion on screen or the request in flight, which needs a replacement. */
  onContradicted(): void {
    this.#isReplacing = true;
  }

  /** A request was sent. */
  onSent(): void {
    this.#isReplacing = false;
  }

  /**
   * Delay before a request in milliseconds; `setting` is the delay that the user configured. `hasRoom` is whether
   * more than one request may be sent now.
   */
  delayFor(snapshot: Snapshot, setting: number | null, hasRoom = true): number {
    const isWanted = this.#isAfterAccept;
    this.#isAfterAccept = false;
    if (snapshot.trigger === 'invoke') return 0;
    if (setting !== null) return setting;
    if (isWanted || this.#isFirst || snapshot.lineBefore.trim() === '') return 0;
    if (this.#isReplacing && hasRoom) return 0;
    const gaps = isFinished(snapshot) ? FINISHED : isInWord(snapshot) ? IN_WORD : ELSEWHERE;
    const delay = Math.min(MAX_DELAY_MS, this.#gapMs * gaps) - this.#latencyMs * HEAD_START;
    return Math.max(0, Math.round(delay));
  }
}

function isInWord({ lineBefore }: Snapshot): boolean {
  return /[\p{L}\p{N}_$]$/u.test(lineBefore);
}

function isFinished({ lineBefore, lineAfter }: Snapshot): boolean {
  return /[;}]\s*$/.test(lineBefore) && lineAfter.trim() === '';
}

function average(mean: number, value: number): number {
  return mean === 0 ? value : mean + (value - mean) / AVERAGED_SAMPLES;
}
