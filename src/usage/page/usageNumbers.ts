import { moneyFormatter } from './money.ts';

/** Shown instead of a missing number. */
export const NONE = '–';

/** Formats numbers, money, days and times in the user's language. */
export class UsageNumberFormats {
  readonly #count: Intl.NumberFormat;
  readonly #share: Intl.NumberFormat;
  readonly #money: (dollars: number) => string;
  readonly #milliseconds: Intl.NumberFormat;
  readonly #seconds: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #shortDay: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;

  /** `language` is a BCP 47 tag; an unknown one counts as English. */
  constructor(language: string) {
    const tag = supported(language);
    const unit = (name: string) =>
      new Intl.NumberFormat(tag, { style: 'unit', unit: name, maximumFractionDigits: 1 });
    this.#count = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
    this.#share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
    this.#money = moneyFormatter(tag);
    this.#milliseconds = unit('millisecond');
    this.#seconds = unit('second');
    // A calendar day has no time zone.
    this.#day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
    this.#shortDay = new Intl.DateTimeFormat(tag, {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    });
    this.#time = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
    this.#moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** An integer: "12,345". */
  count(value: number): string {
    return this.#count.format(value);
  }

  /** A percentage: "5%"; {@link NONE} if the whole is 0. */
  share(part: number, whole: number): string {
    return whole > 0 ? this.#share.format(part / whole) : NONE;
  }

  /** US dollars: "$460.89", "$0.0025". */
  money(value: number): string {
    return this.#money(value);
  }

  /** A duration in milliseconds: "400 ms", "1.3 sec". */
  duration(ms: number): string {
    return ms < 1000 ? this.#milliseconds.format(ms) : this.#seconds.format(ms / 1000);
  }

  /** A day such as `2026-11-21`, with its year; an invalid day stays unchanged. */
  day(day: string): string {
    return dayIn(this.#day, day);
  }

  /** A day such as `2026-11-21`, without its year; an invalid day stays unchanged. */
  shortDay(day: string): string {
    return dayIn(this.#shortDay, day);
  }

  /** The time of day of a time in milliseconds since the epoch. */
  time(at: number): string {
    return this.#time.format(at);
  }

  /** Day and time of a time in milliseconds since the epoch. */
  dateTime(at: number): string {
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
