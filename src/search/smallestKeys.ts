/**
 * Keeps the items whose keys come first in alphabetical order. The result does not depend on the order in which items
 * are added, so that each window and each start of VS Code indexes the same files if there are too many. Holds at most
 * twice as many items as it keeps.
 */
export class SmallestKeys<T> {
  readonly #limit: number;
  #kept = new Map<string, T>();
  #isPartial = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more items were added than are kept. */
  get isPartial(): boolean {
    return this.#isPartial || this.#kept.size > this.#limit;
  }

  /** Adds an item. One with the same key is replaced. */
  add(key: string, item: T): void {
    this.#kept.set(key, item);
    if (this.#kept.size >= 2 * this.#limit) this.#kept = new Map(this.#first());
  }

  /** The first items in the order of their keys. */
  get first(): ReadonlyMap<string, T> {
    return new Map(this.#first());
  }

  #first(): [string, T][] {
    const sorted = [...this.#kept].sort(([a], [b]) => (a < b ? -1 : 1));
    if (sorted.length > this.#limit) this.#isPartial = true;
    return sorted.slice(0, this.#limit);
  }
}
