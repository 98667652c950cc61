const DAY_MS = 86_400_000;

/** The `count` days up to `last`, oldest first, as `2026-11-21`. */
export function daysUpTo(last: string, count: number): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) =>
    // In UTC every day has the same length.
    new Date(end - (count - 1 - at) * DAY_MS).toISOString().slice(0, 10),
  );
}
