/** Time as a port, so that tests control it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. The returned function cancels the call. */
  setTimeout(run: () => void, ms: number): () => void;
}
