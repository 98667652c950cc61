/** Suites that take longer than this are stuck, in ms. */
export const suiteTimeoutMs = 10 * 60_000;

/** The first of `events`, or an error that says `what` did not end when it lasts too long. */
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
