import { LATENCY_BUCKETS } from './metrics.ts';

/** A histogram with one time to first token, in milliseconds; empty if there was none. */
export function histogramOf(ms: number | undefined): number[] {
  const counts = emptyHistogram();
  if (ms === undefined || !Number.isFinite(ms)) return counts;
  const bucket = LATENCY_BUCKETS.findIndex((end) => ms <= end);
  counts[bucket < 0 ? LATENCY_BUCKETS.length : bucket] = 1;
  return counts;
}

/** The sum of two histograms. */
export function addHistograms(a: readonly number[], b: readonly number[]): number[] {
  return emptyHistogram().map((_, bucket) => (a[bucket] ?? 0) + (b[bucket] ?? 0));
}

/**
 * A percentile of the times to first token, in milliseconds: the end of its bucket, or `Infinity` after the last one.
 * `share` is from 0 to 1. Undefined for an empty histogram.
 */
export function percentile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return undefined;
  const rank = Math.min(total, Math.max(1, Math.ceil(share * total)));
  let passed = 0;
  const bucket = counts.findIndex((count) => (passed += count) >= rank);
  return LATENCY_BUCKETS[bucket] ?? Infinity;
}

function emptyHistogram(): number[] {
  return new Array<number>(LATENCY_BUCKETS.length + 1).fill(0);
}
