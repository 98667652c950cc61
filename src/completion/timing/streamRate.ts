/**
 * Text that is waited for once the first line can be shown, in characters: about two more lines. Tuned with `npm run
 * bench`: less costs lines that were about to arrive, more delays the first one.
 */
const EXTRA_CHARACTERS = 60;
/** Maximum wait for more lines, in milliseconds: less than the eye needs to read the first one. */
const MAX_WAIT_MS = 250;
/** Assumed time for one character before any was measured, in milliseconds: 120 tokens per second. */
const PRIOR_MS = 2;
/** Number of recent answers that the rate averages over. */
const AVERAGED_ANSWERS = 8;
/** Shorter answers say little about the rate, in characters. */
const MIN_LENGTH = 20;

/** Measures how fast the text of answers arrives. */
export class StreamRate {
  #characterMs = PRIOR_MS;

  /**
   * How long to wait for more lines once the first line can be shown, in milliseconds: as long as about two lines take
   * to arrive.
   */
  get moreLinesMs(): number {
    return Math.min(MAX_WAIT_MS, Math.round(EXTRA_CHARACTERS * this.#characterMs));
  }

  /** `characters` characters of an answer arrived within `ms` milliseconds after the first text. */
  learn(characters: number, ms: number): void {
    // A changed system clock may give anything.
    if (characters < MIN_LENGTH || ms < 0 || ms > 60_000) return;
    this.#characterMs += (ms / characters - this.#characterMs) / AVERAGED_ANSWERS;
  }
}
