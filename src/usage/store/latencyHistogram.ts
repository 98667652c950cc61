import { LATENCY_STEPS } from './metrics.ts';

/** A histogram with one time to first token, in milliseconds; empty if there was none. */
export function latenciesOf(ms: number | undefined): number[] {
  const latencies = noLatencies();
  if (ms === undefined || !Number.isFinite(ms)) return latencies;
  const step = LATENCY_STEPS.findIndex((end) => ms <= end);
  latencies[step < 0 ? LATENCY_STEPS.length : step] = 1;
  return latencies;
}

/** The sum of two histograms. */
export function addLatencies(a: readonly number[], b: readonly number[]): number[] {
  return noLatencies().map((_, step) => (a[step] ?? 0) + (b[step] ?? 0));
}

/**
 * A percentile of the times to first token, in milliseconds: the end of its bucket, or `Infinity` after the last one. `share` is from 0 to 1. Undefined for an empty histogram.
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
