import type { Clock } from './clock.ts';

/** Runs `make` on the first call and shares its result with later calls. A rejection is not kept: the next call retries. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/**
 * Resolves with the promise, or with undefined after `ms` milliseconds. For language services and the like, which may
 * still be starting or never answer. Rejects if the promise rejects in time; leaves no timer behind.
 */
export function withTimeout<T>(
  promise: PromiseLike<T>,
  ms: number,
  clock: Clock,
): Promise<T | undefined> {
  return raceEvent(promise, (fire) => clock.setTimeout(fire, ms));
}

/**
 * Resolves with the promise, or with undefined as soon as the signal is aborted. For work that cannot be aborted
 * itself. Rejects if the promise rejects before that; leaves no listener behind.
 */
export function raceAbort<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T | undefined> {
  return raceEvent(promise, (fire) => {
    if (signal.aborted) fire();
    signal.addEventListener('abort', fire);
    return () => {
      signal.removeEventListener('abort', fire);
    };
  });
}

/**
 * Whether a signal is aborted. A function because TypeScript assumes that a property, once checked, keeps its value
 * during an `await`.
 */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Resolves to true after `ms` milliseconds, or to false as soon as the signal is aborted. Leaves no timer behind. */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms <= 0 || signal.aborted) return Promise.resolve(!signal.aborted);
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    };
    const cancel = clock.setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Resolves with the promise, or with undefined once `subscribe` has called back. The event wins a tie. */
async function raceEvent<T>(
  promise: PromiseLike<T>,
  subscribe: (fire: () => void) => () => void,
): Promise<T | undefined> {
  let unsubscribe = (): void => undefined;
  const event = new Promise<undefined>((resolve) => {
    unsubscribe = subscribe(() => {
      resolve(undefined);
    });
  });
  try {
    return await Promise.race([event, promise]);
  } finally {
    unsubscribe();
  }
}
