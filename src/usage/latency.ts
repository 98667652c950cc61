import { LATENCY_STEPS } from './figures.ts';

/** Two sets of counted times as one. */
export function addLatencies(a: readonly number[], b: readonly number[]): number[] {
  return LATENCY_STEPS.map((_, at) => (a[at] ?? 0) + (b[at] ?? 0));
}

/**
 * The time within which a share (0 to 1) of the first texts came: the upper end of its step, in
 * milliseconds; undefined where nothing was counted.
 */
export function percentile(latencies: readonly number[], share: number): number | undefined {
  const total = latencies.reduce((all, count) => all + count, 0);
  if (!(total > 0)) return undefined;
  let counted = 0;
  const at = latencies.findIndex((count) => (counted += count) >= total * share);
  return LATENCY_STEPS[at] ?? LATENCY_STEPS.at(-1);
}
