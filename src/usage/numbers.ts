/** What stands where there is no number. */
export const NONE = '–';

/** Less than these US dollars would be written as nothing, with so many digits. */
const TINY = { 2: 0.005, 3: 0.0005 } as const;

/** Numbers, money, days and times as the user's language writes them. */
export class UsageNumbers {
  readonly #count: Intl.NumberFormat;
  readonly #share: Intl.NumberFormat;
  readonly #money: Readonly<Record<2 | 3, Intl.NumberFormat>>;
  readonly #milliseconds: Intl.NumberFormat;
  readonly #seconds: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #shortDay: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;

  /** `language` is a BCP 47 tag; one that is unknown counts as English. */
  constructor(language: string) {
    const tag = supported(language);
    const money = (digits: 2 | 3) =>
      new Intl.NumberFormat(tag, {
        ...{ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' },
        ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
      });
    const unit = (name: string) =>
      new Intl.NumberFormat(tag, { style: 'unit', unit: name, maximumFractionDigits: 1 });
    this.#count = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
    this.#share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
    this.#money = { 2: money(2), 3: money(3) };
    this.#milliseconds = unit('millisecond');
    this.#seconds = unit('second');
    // A day of the calendar has no place on the globe.
    this.#day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
    this.#shortDay = new Intl.DateTimeFormat(tag, {
      ...{ day: 'numeric', month: 'short', timeZone: 'UTC' },
    });
    this.#time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
    this.#moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** A whole number: "12,345". */
  count(value: number): string {
    return this.#count.format(value);
  }

  /** A part of a whole: "5%"; {@link NONE} where there is no whole. */
  share(part: number, whole: number): string {
    return whole > 0 ? this.#share.format(part / whole) : NONE;
  }

  /** US dollars, always with as many digits, so that columns are aligned: "$0.120", "<$0.001". */
  money(value: number, digits: 2 | 3 = 3): string {
    const format = this.#money[digits];
    return value > 0 && value < TINY[digits]
      ? `<${format.format(2 * TINY[digits])}`
      : format.format(value);
  }

  /** A length of time, from milliseconds: "400 ms", "1.3 sec". */
  duration(ms: number): string {
    return ms < 1000 ? this.#milliseconds.format(ms) : this.#seconds.format(ms / 1000);
  }

  /** A day such as `2026-11-21`, with its year; what is no day stays as it is. */
  day(day: string): string {
    return dayIn(this.#day, day);
  }

  /** A day such as `2026-11-21` without its year; what is no day stays as it is. */
  shortDay(day: string): string {
    return dayIn(this.#shortDay, day);
  }

  /** The time of the day, from milliseconds since the epoch. */
  time(at: number): string {
    return this.#time.format(at);
  }

  /** Day and time, from milliseconds since the epoch. */
  moment(at: number): string {
    return this.#moment.format(at);
  }
}

function dayIn(format: Intl.DateTimeFormat, day: string): string {
  const at = Date.parse(day);
  return Number.isNaN(at) ? day : format.format(at);
}

function supported(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en'; // not a language tag
  }
}
