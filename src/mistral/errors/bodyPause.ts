import { isRecord } from '../../base/json.ts';

/** Maximum pause that is accepted, in milliseconds: an hour, as for the header. */
const MAX_PAUSE_MS = 3_600_000;

/** The field names in use, without case, hyphens and underscores. */
const FIELDS: ReadonlySet<string> = new Set([
  'retryafter',
  'retryafterms',
  'retryafterseconds',
  'retryaftersec',
  'retryaftersecs',
  'retrydelay',
  'retryin',
  'retryinseconds',
]);

/** Milliseconds per unit of time, by its first letters. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milli)/, 1],
  [/^s/, 1_000],
  [/^m/, 60_000],
  [/^h/, 3_600_000],
];

/** What precedes a duration in prose: "Please try again in 20s", "retry after 7 seconds". */
const BEFORE_DURATION =
  /\b(?:try again|retry|retrying|retry again|wait|reset|resets|available again|retry-after|retry_after)(?: the request)?(?::| in| after| for)? ?(?:about |approximately )?(?=\d)/i;

/** The pause that an error requests, in milliseconds: from a field, or else from its prose. */
export function pauseIn(
  parts: readonly Readonly<Record<string, unknown>>[],
  prose: string,
): number | undefined {
  for (const part of parts) {
    const headers = isRecord(part.headers) ? part.headers : {};
    for (const [name, value] of [...Object.entries(part), ...Object.entries(headers)]) {
      const field = name.length > 30 ? '' : name.toLowerCase().replaceAll(/[-_]/g, '');
      if (!FIELDS.has(field)) continue;
      const ms = field.endsWith('ms') ? durationMs(value, 1) : durationMs(value, 1_000);
      if (ms !== undefined) return ms;
    }
  }
  const found = BEFORE_DURATION.exec(prose);
  return found ? durationMs(prose.slice(found.index + found[0].length), 1_000) : undefined;
}

/**
 * Parses a number or a duration such as `20`, `7.66s`, `1m26.4s` or `2 minutes` to milliseconds between 0 and an hour.
 * `unit` applies to numbers without a unit, in milliseconds.
 */
function durationMs(value: unknown, unit: number): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  let total: number | undefined;
  let rest = text.trimStart().slice(0, 60);
  for (let step = 0; step < 4; step += 1) {
    const [all, digits, word = ''] =
      /^(\d{1,12}(?:\.\d{1,9})?)(?: ?([a-z]{1,12}))?,? ?/i.exec(rest) ?? [];
    if (all === undefined) break;
    const known = UNITS.find(([pattern]) => pattern.test(word.toLowerCase()));
    // A second number without a unit is not part of the duration.
    if (!known && total !== undefined) break;
    total = (total ?? 0) + Number(digits) * (known?.[1] ?? unit);
    rest = rest.slice(all.length);
    if (!known) break;
  }
  return total === undefined ? undefined : Math.min(total, MAX_PAUSE_MS);
}
