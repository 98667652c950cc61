import { plural } from '../base/plural.ts';

const MINUTE = 60;
/** Units of time in seconds, largest first. */
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** Formats numbers and times in the user's language. */
export class NumberFormats {
  readonly #language: string;
  readonly #compact: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  /** `language` is a BCP 47 tag. Falls back to English if it is not supported. */
  constructor(language: string) {
    const tag = supported(language);
    this.#language = tag;
    this.#compact = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
    this.#percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
    this.#relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
    this.#time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
  }

  /** Selects the singular or plural form of a text for a number. */
  plural(count: number, one: string, other: string): string {
    return plural(count, this.#language, one, other);
  }

  /** Compact notation: 12,345 becomes "12.3K". */
  count(value: number): string {
    return this.#compact.format(value);
  }

  /** A ratio as a percentage: 0.05 becomes "5%". */
  share(value: number): string {
    return this.#percent.format(value);
  }

  /** A past time relative to `now`, both in milliseconds since the epoch: "2 hours ago". */
  ago(at: number, now: number): string {
    const seconds = Math.round((at - now) / 1000);
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? [
      'second',
      MINUTE,
    ];
    // Less than a minute is 0 seconds, which is "now" in the user's language.
    return this.#relative.format(Math.trunc(seconds / length), unit);
  }

  /** The time of day of a time in milliseconds since the epoch. */
  time(at: number): string {
    return this.#time.format(at);
  }
}

function supported(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en'; // not a language tag
  }
}
