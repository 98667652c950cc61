const DAY_MS = 86_400_000;

/** The days that end with `last`, the oldest first, as `2026-11-21`. */
export function daysUpTo(last: string, count: number): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) =>
    // Without a clock's hours no day is longer or shorter than another.
    new Date(end - (count - 1 - at) * DAY_MS).toISOString().slice(0, 10),
  );
}
