import { LINE_STEP } from '../snapshot.ts';
import { splitsSurrogatePair, truncateEnd } from '../../base/textExcerpt.ts';
/** Maximum number of tokens in prompt and suffix: fast, and within a limit of 50,000 tokens per minute. */
const PROMPT_TOKENS = 4000;

/** The budget is distributed in steps of this share, so that a few typed characters do not change the prompt. */
const SHARE = 1 / 16;
/** A single line that is too long is cut at multiples of this number of characters. */
const CHARACTER_STEP = 256;

/**
 * Measures texts by their weight in ASCII characters, of which a token has `charactersPerToken`. Any other character
 * weighs as much as a whole token, and at least 1.
 */
export class TokenBudget {
  /** Maximum weight of prompt and suffix. */
  readonly whole: number;
  /** The weight of a character outside of ASCII. */
  readonly #otherWeight: number;

  constructor(charactersPerToken: number) {
    this.whole = PROMPT_TOKENS * charactersPerToken;
    this.#otherWeight = Math.max(1, charactersPerToken);
  }

  /** The weight of a text, in ASCII characters. */
  weightOf(text: string): number {
    let others = 0;
    for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) others += 1;
    return text.length + others * (this.#otherWeight - 1);
  }

  /** A weight rounded up to a share of the whole. */
  roundUp(weight: number): number {
    const share = this.whole * SHARE;
    return Math.ceil(weight / share) * share;
  }

  /** The first lines that fit; the beginning of the first line if that is too long. */
  beginning(text: string, room: number): string {
    if (this.weightOf(text) <= room) return text;
    const lines = text.split('\n');
    const count = this.#longestFitting(lines, room);
    if (count > 0) return lines.slice(0, count).join('\n');
    const [line = ''] = lines;
    let length = 0;
    for (let left = room; length < line.length; length += 1) {
      left -= this.weightOf(line.charAt(length));
      if (left < 0) break;
    }
    const cut = Math.floor(length / CHARACTER_STEP) * CHARACTER_STEP;
    return truncateEnd(line, cut);
  }

  /**
   * The last lines that fit, starting at a document line that stays the same while the user types; the end of the
   * last line if that is too long. `firstLine` is the document line in which `text` starts.
   */
  end(text: string, room: number, firstLine: number): string {
    if (this.weightOf(text) <= room) return text;
    const lines = text.split('\n');
    const min = lines.length - this.#longestFitting(lines.toReversed(), room);
    if (min < lines.length) {
      const step = Math.ceil((firstLine + min) / LINE_STEP) * LINE_STEP - firstLine;
      return lines.slice(step < lines.length ? step : min).join('\n');
    }
    const line = lines.at(-1) ?? '';
    let from = line.length;
    for (let left = room; from > 0; from -= 1) {
      left -= this.weightOf(line.charAt(from - 1));
      if (left < 0) break;
    }
    const cut = Math.min(line.length, Math.ceil(from / CHARACTER_STEP) * CHARACTER_STEP);
    return line.slice(splitsSurrogatePair(line, cut) ? cut + 1 : cut);
  }

  /** Number of whole lines that fit, from the first one on. */
  #longestFitting(lines: readonly string[], room: number): number {
    let count = 0;
    for (const line of lines) {
      room -= this.weightOf(line) + (count > 0 ? 1 : 0);
      if (room < 0) break;
      count += 1;
    }
    return count;
  }
}
