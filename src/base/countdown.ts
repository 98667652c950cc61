import type { Clock } from './clock.ts';

/**
 * Counts the seconds down to a time in milliseconds since the epoch: calls `show` now and every second with the seconds
 * that are left, the last time with 0. The returned function ends it early.
 */
export function countDown(
  clock: Clock,
  until: number,
  show: (seconds: number) => void,
): () => void {
  let cancel = (): void => undefined;
  const tick = (): void => {
    const ms = Math.max(0, until - clock.now());
    const seconds = Math.ceil(ms / 1000);
    show(seconds);
    // On the second, so that no number is skipped.
    if (ms > 0) cancel = clock.setTimeout(tick, ms - (seconds - 1) * 1000);
  };
  tick();
  return () => {
    cancel();
  };
}
