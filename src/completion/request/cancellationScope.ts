/** Cancels running calls: each with its own signal, or all at once. */
export class CancellationScope {
  readonly #running = new Set<AbortController>();

  /** Runs a call with a signal that is aborted together with `outer`, or by {@link cancelAll}. */
  async run<T>(outer: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const own = new AbortController();
    this.#running.add(own);
    try {
      return await run(AbortSignal.any([outer, own.signal]));
    } finally {
      this.#running.delete(own);
    }
  }

  /** Aborts the signals of all running calls. */
  cancelAll(): void {
    for (const own of this.#running) own.abort();
  }
}
