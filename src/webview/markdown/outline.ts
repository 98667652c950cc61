/** What a block must know of those before it: the level of its heading, the number of its code. */
export class Outline {
  readonly #firstLevel: number;
  /** The depths of the headings that the next one may be under, outermost first. */
  #depths: readonly number[] = [];
  #codes = 0;

  /** Headings begin at `firstLevel`, one below the heading that stands above the answer. */
  constructor(firstLevel: number) {
    this.#firstLevel = firstLevel;
  }

  /** The same place, to go on from for a while. */
  copy(): Outline {
    const copy = new Outline(this.#firstLevel);
    copy.#depths = this.#depths;
    copy.#codes = this.#codes;
    return copy;
  }

  /** The level of the next heading, from 1 to 6: no level is left out, whatever the answer does. */
  level(depth: number): 1 | 2 | 3 | 4 | 5 | 6 {
    this.#depths = [...this.#depths.filter((outer) => outer < depth), depth];
    return Math.min(6, this.#firstLevel + this.#depths.length - 1) as 1 | 2 | 3 | 4 | 5 | 6;
  }

  /** The number of the next piece of code, from 0. */
  nextCode(): number {
    return this.#codes++;
  }
}
