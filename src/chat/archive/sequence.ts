/** Runs tasks that are about the same thing one after the other. */
export class Sequence {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the task when all earlier ones of this key are over, however they ended. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const over = mine
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#last.get(key) === over) this.#last.delete(key);
      });
    this.#last.set(key, over);
    return mine;
  }

  /** Whether a task of this key is running or waiting. */
  isBusy(key: string): boolean {
    return this.#last.has(key);
  }
}
