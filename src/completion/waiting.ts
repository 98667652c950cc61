/** The calls that wait: each until its own signal is aborted, or until all of them are ended. */
export class Waiting {
  readonly #ends = new Set<() => void>();

  /** Runs a call with a signal that is aborted with the outer one, or by {@link end}. */
  async during<T>(outer: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const own = new AbortController();
    const end = () => {
      own.abort();
    };
    if (outer.aborted) end();
    outer.addEventListener('abort', end);
    this.#ends.add(end);
    try {
      return await run(own.signal);
    } finally {
      this.#ends.delete(end);
      outer.removeEventListener('abort', end);
    }
  }

  /** Ends the waiting of every call. */
  end(): void {
    for (const end of this.#ends) end();
  }
}

/** Resolves with the promise, or with `superseded` as soon as the signal is aborted. */
export function either<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'superseded'> {
  if (signal.aborted) return Promise.resolve('superseded');
  return new Promise((resolve, reject) => {
    const stop = () => {
      resolve('superseded');
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
