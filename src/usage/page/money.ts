/** Numbers of decimal places: an amount below a dollar keeps two significant digits. */
const DECIMALS = [2, 3, 4] as const;
/** The smallest amount shown as a number, in US dollars. */
const MIN_SHOWN = 0.0001;

/**
 * Formats US dollars the same way everywhere: `$460.89`, `$0.30`, `$0.0025`, `<$0.0001`. `language` is a tag such as
 * `fr`; an unknown one counts as English.
 */
export function moneyFormatter(language: string): (dollars: number) => string {
  const [two, three, four] = DECIMALS.map((decimals) => moneyFormat(language, decimals));
  return (dollars) => {
    if (dollars > 0 && dollars < MIN_SHOWN / 2) return `<${four?.format(MIN_SHOWN) ?? ''}`;
    // 0.0995 rounds to 0.10, which needs two decimals only.
    const format = dollars >= 0.0995 || dollars <= 0 ? two : dollars >= 0.00995 ? three : four;
    return format?.format(dollars) ?? '';
  };
}

/** One amount, as {@link moneyFormatter} formats it. */
export function moneyText(dollars: number, language: string): string {
  return moneyFormatter(language)(dollars);
}

function moneyFormat(language: string, decimals: number): Intl.NumberFormat {
  const options: Intl.NumberFormatOptions = {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: decimals,
  };
  try {
    return new Intl.NumberFormat(language, options);
  } catch {
    return new Intl.NumberFormat('en', options);
  }
}
