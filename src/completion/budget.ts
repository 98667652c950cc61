/** Tokens of a prompt with its suffix: what the free tier (50,000 tokens a minute) bears, and what comes back fast. */
export const PROMPT_TOKENS = 4000;

/** Where room is given out in steps of this share, a few characters typed do not change who gets it. */
const SHARE = 1 / 16;
/** Windows are cut at multiples of this many lines of the document; see STEP in snapshot.ts. */
const LINE_STEP = 32;
/** A single line that is too long is cut at multiples of this many characters. */
const CHARACTER_STEP = 256;

/**
 * Measures texts in narrow characters, of which a token takes `charactersPerToken`. A wide character
 * (Chinese, Japanese, an emoji's half, whatever is not ASCII) counts as a whole token, or as more where the
 * service has shown that it takes more.
 */
export class Budget {
  /** What a prompt may weigh with its suffix. */
  readonly whole: number;
  readonly #wide: number;

  constructor(charactersPerToken: number) {
    this.whole = PROMPT_TOKENS * charactersPerToken;
    this.#wide = Math.max(1, charactersPerToken);
  }

  /** The weight of a text. */
  weigh(text: string): number {
    let wide = 0;
    for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) wide += 1;
    return text.length + wide * (this.#wide - 1);
  }

  /** A weight rounded up to a share of the whole. */
  rounded(weight: number): number {
    const share = this.whole * SHARE;
    return Math.ceil(weight / share) * share;
  }

  /** The first lines of a text that fit; of a first line that is too long, its beginning. */
  beginning(text: string, room: number): string {
    if (this.weigh(text) <= room) return text;
    const lines = text.split('\n');
    const count = this.#fitting(lines, room);
    if (count > 0) return lines.slice(0, count).join('\n');
    const [line = ''] = lines;
    let length = 0;
    for (let left = room; length < line.length; length += 1) {
      left -= this.weigh(line.charAt(length));
      if (left < 0) break;
    }
    const cut = Math.floor(length / CHARACTER_STEP) * CHARACTER_STEP;
    return line.slice(0, isWithinPair(line, cut) ? cut - 1 : cut);
  }

  /**
   * The last lines of a text that fit, from a line of the document on that stays the same while someone
   * types; of a last line that is too long, its end. `firstLine` is the document's line that `text` begins in.
   */
  end(text: string, room: number, firstLine: number): string {
    if (this.weigh(text) <= room) return text;
    const lines = text.split('\n');
    const least = lines.length - this.#fitting(lines.toReversed(), room);
    if (least < lines.length) {
      const step = Math.ceil((firstLine + least) / LINE_STEP) * LINE_STEP - firstLine;
      return lines.slice(step < lines.length ? step : least).join('\n');
    }
    const line = lines.at(-1) ?? '';
    let from = line.length;
    for (let left = room; from > 0; from -= 1) {
      left -= this.weigh(line.charAt(from - 1));
      if (left < 0) break;
    }
    const cut = Math.min(line.length, Math.ceil(from / CHARACTER_STEP) * CHARACTER_STEP);
    return line.slice(isWithinPair(line, cut) ? cut + 1 : cut);
  }

  /** How many whole lines fit, from the first one on. */
  #fitting(lines: readonly string[], room: number): number {
    let count = 0;
    for (const line of lines) {
      room -= this.weigh(line) + (count > 0 ? 1 : 0);
      if (room < 0) break;
      count += 1;
    }
    return count;
  }
}

/** Whether a place is between the halves of a surrogate pair. */
function isWithinPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, at - 1), at + 1));
}
