import type { Clock } from '../mistral/clock.ts';

/** Resolves with the promise, or with `superseded` as soon as the signal is aborted. */
export function either<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'superseded'> {
  if (signal.aborted) return Promise.resolve('superseded');
  return new Promise((resolve, reject) => {
    const stop = () => {
      resolve('superseded');
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/** Resolves to true after `ms`, to false as soon as the signal is aborted; leaves no timer behind. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
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
