/** Adds a listener; the returned function removes it. */
export type Event<T = void> = (listener: (event: T) => void) => () => void;

/** The private side of an event, as in VS Code: its owner fires it, others only listen to {@link Emitter.event}. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(event: T) => void>();

  /** The public side. Listeners are called in the order in which they were added. */
  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Calls every listener. */
  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
}
