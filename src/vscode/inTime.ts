import type { Clock } from '../mistral/clock.ts';

/**
 * What a promise resolves to, or undefined once so many milliseconds are over: for language services and the like,
 * which may still be starting or never answer. Rejects as the promise does; leaves no timer behind.
 */
export async function inTime<T>(
  asked: PromiseLike<T>,
  ms: number,
  clock: Clock,
): Promise<T | undefined> {
  let cancel = (): void => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.setTimeout(() => {
      resolve(undefined);
    }, ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    cancel();
  }
}
