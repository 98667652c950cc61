import { setImmediate } from 'node:timers/promises';

/** Waits until everything has run that needs neither time nor another event. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await setImmediate();
}

/** A signal that is never aborted. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
