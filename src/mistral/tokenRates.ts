/** Characters a token before anything is known: source code has three to four. */
const ASSUMED = 3;
/** What a tokeniser can do, in characters a token. Anything else is a server's mistake. */
const LEAST = 0.5;
const MOST = 6;
/** Rates are given out in these steps, rounded down, so that windows do not slide with each answer. */
const STEP = 0.5;
/** How many of the last answers a mean remembers. */
const MEMORY = 8;
/** Shorter prompts, in characters, tell more of the service's own tokens than of the text. */
const TELLING = 200;

interface Rate {
  readonly mean: number;
  readonly given: number;
}

/** Learns from what requests cost how many characters a token takes, for each language by itself. */
export class TokenRates {
  readonly #rates = new Map<string, Rate>();

  /** Characters a token in texts of a language; a multiple of a half. */
  of(languageId: string): number {
    return this.#rates.get(languageId)?.given ?? ASSUMED;
  }

  /** So many characters were so many tokens. */
  learn(languageId: string, characters: number, tokens: number): void {
    if (characters < TELLING || tokens <= 0) return;
    const rate = Math.min(MOST, Math.max(LEAST, characters / tokens));
    const known = this.#rates.get(languageId) ?? { mean: ASSUMED, given: ASSUMED };
    const mean = known.mean + (rate - known.mean) / MEMORY;
    // Only a mean that has left the step, and not just touched its edge, changes anything.
    const isElsewhere = mean < known.given - STEP / 4 || mean >= known.given + STEP * 1.25;
    const given = isElsewhere ? Math.max(LEAST, Math.floor(mean / STEP) * STEP) : known.given;
    this.#rates.set(languageId, { mean, given });
  }
}
