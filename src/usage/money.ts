/** Less than so many cents is not worth a number. */
const LEAST_CENTS = 0.001;

/**
 * US dollars for people: `$12.30`, and below a dollar cents with two digits that matter, as `0.2 ¢`. `language` is
 * a tag such as `fr`; one that is none counts as English.
 */
export function moneyText(dollars: number, language: string): string {
  const cents = dollars * 100;
  const text = (value: number) =>
    // A line does not end between a number and its unit.
    `${numberFormat(language, { maximumSignificantDigits: 2 }).format(value)}\u00a0¢`;
  if (cents > 0 && cents < LEAST_CENTS) return `<\u00a0${text(LEAST_CENTS)}`;
  // What rounds to 100 cents is a dollar.
  if (cents < 99.5) return text(cents);
  return numberFormat(language, { style: 'currency', currency: 'USD' }).format(dollars);
}

function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(language, options);
  } catch {
    return new Intl.NumberFormat('en', options);
  }
}
