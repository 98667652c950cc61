/** Runs tasks with the same key one after another, in the order of the calls. */
export class SerialQueue {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the task once all earlier tasks of its key have settled. Settles as the task does. */
  run<T>(task: () => Promise<T>, key = ''): Promise<T> {
    const run = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const free = () => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    };
    const settled = run.then(free, free);
    this.#last.set(key, settled);
    return run;
  }
}
