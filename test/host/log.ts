/** Receives one line of progress without a line break. */
export type Log = (line: string) => void;

/** The whole seconds since `startedAt` (a `performance.now()`) as text: `40 s`. */
export function elapsed(startedAt: number): string {
  return `${Math.round((performance.now() - startedAt) / 1000)} s`;
}
