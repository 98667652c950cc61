import { LATENCY_STEPS } from './figures.ts';

/** One time to the first text as a histogram of {@link LATENCY_STEPS}; none where nothing came. */
export function latenciesOf(ms: number | undefined): number[] {
  const latencies = noLatencies();
  if (ms === undefined || !Number.isFinite(ms)) return latencies;
  const step = LATENCY_STEPS.findIndex((end) => ms <= end);
  latencies[step < 0 ? LATENCY_STEPS.length : step] = 1;
  return latencies;
}

/** What two histograms count together. */
export function addLatencies(a: readonly number[], b: readonly number[]): number[] {
  return noLatencies().map((_, step) => (a[step] ?? 0) + (b[step] ?? 0));
}

/**
 * The time within which a share of the first texts came, in milliseconds: the end of its step, `Infinity` behind
 * the last one. `share` is from 0 to 1. Undefined where nothing was counted.
 */
export function percentile(latencies: readonly number[], share: number): number | undefined {
  const total = latencies.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return undefined;
  const rank = Math.min(total, Math.max(1, Math.ceil(share * total)));
  let passed = 0;
  const step = latencies.findIndex((count) => (passed += count) >= rank);
  return LATENCY_STEPS[step] ?? Infinity;
}

function noLatencies(): number[] {
  return new Array<number>(LATENCY_STEPS.length + 1).fill(0);
}
