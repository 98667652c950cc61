/** Receives one line of progress, without its line end. Callers send it to stderr, since stdout is for results. */
export type Log = (line: string) => void;

/** Whole seconds since `startedAt` (a `performance.now()`), as people read them: `40 s`. */
export function elapsed(startedAt: number): string {
  return `${Math.round((performance.now() - startedAt) / 1000)} s`;
}
