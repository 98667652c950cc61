/** Tracks the levels of headings and the indexes of code blocks in an answer. */
export class AnswerOutline {
  readonly #firstLevel: number;
  /** The Markdown depths of the enclosing headings, outermost first. */
  #depths: readonly number[] = [];
  #codes = 0;

  /** `firstLevel` is the level of the first heading: one below the heading above the answer. */
  constructor(firstLevel: number) {
    this.#firstLevel = firstLevel;
  }

  /** A copy, for rendering text that is not final. */
  copy(): AnswerOutline {
    const copy = new AnswerOutline(this.#firstLevel);
    copy.#depths = this.#depths;
    copy.#codes = this.#codes;
    return copy;
  }

  /** The level of the next heading, from 1 to 6, without gaps whatever depths the answer uses. */
  level(depth: number): 1 | 2 | 3 | 4 | 5 | 6 {
    this.#depths = [...this.#depths.filter((outer) => outer < depth), depth];
    return Math.min(6, this.#firstLevel + this.#depths.length - 1) as 1 | 2 | 3 | 4 | 5 | 6;
  }

  /** The zero-based index of the next code block. */
  nextCode(): number {
    return this.#codes++;
  }
}
