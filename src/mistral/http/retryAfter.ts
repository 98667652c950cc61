/**
 * Maximum wait that a response can request, in milliseconds. The kind of failure determines how much of it applies;
 * see `backOff.ts`.
 */
const MAX_WAIT_MS = 3_600_000;

/** A comma between values, as opposed to the one after the weekday of an HTTP date. */
const SEPARATOR = /,(?!\s*\d{1,2}[ -][a-z]{3}[ -])/i;

/** Seconds. The standard allows only integers; some gateways send fractions. */
const SECONDS = /^\d{1,400}(\.\d{1,9})?$/;

/** The three HTTP date formats (RFC 9110, 5.6.7), all in GMT. */
const HTTP_DATE =
  /^([a-z]{3,9},? )?(\d{1,2}[ -][a-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2}|[a-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})( (GMT|UTC))?$/i;

/** An ISO date and time with a time zone, which some gateways send. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Reads Retry-After (seconds or a date) in milliseconds, at most an hour. If a proxy repeats the header or its value
 * (`7, 7`), the longest wait counts. Invalid values, zero, negative numbers and past dates count as no header. A date
 * is relative to the response's `Date` header if present, since this computer's clock may be wrong.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.slice(0, 400) ?? '';
  const sentAt = dateOf((headers.get('date') ?? '').trim()) ?? now;
  const waits = value
    .split(SEPARATOR)
    .map((part) => waitOf(part.trim(), sentAt))
    .filter((wait) => wait > 0);
  return waits.length === 0 ? undefined : Math.min(Math.max(...waits), MAX_WAIT_MS);
}

function waitOf(text: string, sentAt: number): number {
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1_000);
  return (dateOf(text) ?? -Infinity) - sentAt;
}

/** Milliseconds since the epoch. Only known formats: `Date.parse` reads years into `-5` and `7s`. */
function dateOf(text: string): number | undefined {
  const match = HTTP_DATE.exec(text);
  const isKnown = match !== null || ISO_DATE.test(text);
  const at = isKnown ? Date.parse(match && match[3] === undefined ? `${text} GMT` : text) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
