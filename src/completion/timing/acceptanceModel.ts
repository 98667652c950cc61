import type { LineResult } from '../shownSuggestion.ts';

/** Assumed share of accepted first lines before any were shown. */
const FIRST_LINE_PRIOR = 0.8;
/** Assumed share of accepted later lines, given that those before were accepted: typical of an accurate model. */
const LATER_LINE_PRIOR = 0.95;
/** Number of recent lines that a rate averages over. */
const AVERAGED_LINES = 32;
/** The lines after the first are shown while all of them are accepted with at least this probability. */
const VISIBLE_LIKELIHOOD = 0.8;
/** Maximum number of visible lines: more can't be read at a glance and take half a second to arrive. */
const MAX_VISIBLE_LINES = 5;
/** Lines after the suggestion are read while they are needed with at least this probability. */
const READ_LIKELIHOOD = 0.6;

/**
 * Learns how often the user accepts the model's lines. A wrong line invalidates those after it, so an error-prone
 * model is shown line by line, and its answers are read only as far as they are likely to be needed.
 */
export class AcceptanceModel {
  #first = FIRST_LINE_PRIOR;
  #later = LATER_LINE_PRIOR;

  /** Number of lines to show at once, from 1 to {@link MAX_VISIBLE_LINES}. */
  get visibleLines(): number {
    return Math.min(MAX_VISIBLE_LINES, 1 + linesAt(VISIBLE_LIKELIHOOD, this.#later));
  }

  /** Number of lines to read; those after the visible ones become the next suggestion. */
  get linesToRead(): number {
    const left = READ_LIKELIHOOD / this.#first;
    return left >= 1 ? 1 : 1 + linesAt(left, this.#later);
  }

  /** Learns from lines that were accepted or rejected. */
  learn(lines: readonly LineResult[]): void {
    for (const { isFirst, isAccepted } of lines) {
      const value = isAccepted ? 1 : 0;
      if (isFirst) this.#first += (value - this.#first) / AVERAGED_LINES;
      else this.#later += (value - this.#later) / AVERAGED_LINES;
    }
  }
}

/** Number of lines that are all accepted with a probability of `likelihood`, if each is accepted at `rate`. */
function linesAt(likelihood: number, rate: number): number {
  return Math.floor(Math.log(likelihood) / Math.log(Math.min(rate, 0.999)));
}
