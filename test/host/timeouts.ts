/**
 * Upper limit of a wait, in ms, for what a passing test always gets to see. Long, because a busy machine may take
 * many seconds for what an idle one does at once; only a failing test waits this long.
 */
export const WAIT_MS = 60_000;

/** Timeout of all suites, in ms. */
export const suiteTimeoutMs = 30 * 60_000;

/** Resolves to the first of `events`; rejects after `timeoutMs` with an error that names `what`. */
export async function within<T>(
  timeoutMs: number,
  what: string,
  ...events: Promise<T>[]
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} did not end within ${timeoutMs / 60_000} minutes.`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([...events, stuck]);
  } finally {
    clearTimeout(timer);
  }
}
