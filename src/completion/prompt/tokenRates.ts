/** Initial number of characters per token; source code has three to four. */
const DEFAULT_RATE = 3;
/** Plausible range of characters per token; other values are server errors. */
const MIN_RATE = 0.5;
const MAX_RATE = 6;
/** Rates are rounded down to multiples of this step, so that windows do not move with each answer. */
const STEP = 0.5;
/** Number of recent answers in the average. */
const AVERAGED_SAMPLES = 8;
/** Minimum prompt length in characters; in shorter prompts, the service's own tokens dominate. */
const MIN_PROMPT_LENGTH = 200;

interface Rate {
  readonly mean: number;
  readonly current: number;
}

/** Learns the number of characters per token from the usage of requests, separately for each language. */
export class TokenRates {
  readonly #rates = new Map<string, Rate>();

  /** Characters per token for a language, a multiple of 0.5. */
  of(languageId: string): number {
    return this.#rates.get(languageId)?.current ?? DEFAULT_RATE;
  }

  /** Learns that `characters` characters were `tokens` tokens. */
  learn(languageId: string, characters: number, tokens: number): void {
    if (characters < MIN_PROMPT_LENGTH || tokens <= 0) return;
    const rate = Math.min(MAX_RATE, Math.max(MIN_RATE, characters / tokens));
    const known = this.#rates.get(languageId) ?? { mean: DEFAULT_RATE, current: DEFAULT_RATE };
    const mean = known.mean + (rate - known.mean) / AVERAGED_SAMPLES;
    // The rate changes only if the mean is clearly outside the current step.
    const hasLeftStep = mean < known.current - STEP / 4 || mean >= known.current + STEP * 1.25;
    const current = hasLeftStep
      ? Math.max(MIN_RATE, Math.floor(mean / STEP) * STEP)
      : known.current;
    this.#rates.set(languageId, { mean, current });
  }
}
