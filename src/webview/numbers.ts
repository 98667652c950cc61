const MINUTE = 60;
/** Units of a length of time, in seconds, from the largest. */
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** Numbers and times as the user's language writes them. */
export class Numbers {
  readonly #compact: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  /** `language` is a BCP 47 tag; one that is unknown counts as English. */
  constructor(language: string) {
    const tag = supported(language);
    this.#compact = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
    this.#percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
    this.#relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
    this.#time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
  }

  /** A short count: 12,345 is "12.3K". */
  count(value: number): string {
    return this.#compact.format(value);
  }

  /** A share: 0.05 is "5%". */
  share(value: number): string {
    return this.#percent.format(value);
  }

  /** How long ago, both in milliseconds since the epoch: "2 hours ago". */
  ago(at: number, now: number): string {
    const seconds = Math.round((at - now) / 1000);
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? [
      'second',
      MINUTE,
    ];
    // Below a minute: "now" in the user's language.
    return this.#relative.format(Math.trunc(seconds / length), unit);
  }

  /** The time of the day, from milliseconds since the epoch. */
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
