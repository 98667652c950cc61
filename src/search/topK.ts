/** Keeps the k results with the highest scores. Most candidates are rejected with one comparison. */
export class TopK {
  readonly #limit: number;
  /** Best first; equal scores in the order in which they were added. */
  readonly #ids: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a result, if its score is among the highest. */
  add(id: number, score: number): void {
    const count = this.#scores.length;
    if (count >= this.#limit && score <= (this.#scores[count - 1] ?? Infinity)) return;
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#scores[middle] ?? 0) >= score) low = middle + 1;
      else high = middle;
    }
    this.#ids.splice(low, 0, id);
    this.#scores.splice(low, 0, score);
    if (count >= this.#limit) {
      this.#ids.pop();
      this.#scores.pop();
    }
  }

  /** The results, best first. */
  get ids(): readonly number[] {
    return this.#ids;
  }
}
