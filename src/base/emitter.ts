/** An event with its listeners, which are called in the order in which they were added. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(event: T) => void>();

  /** Adds a listener; the returned function removes it. */
  on(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls every listener. */
  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
}
