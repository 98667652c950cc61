import type { QuotaName, RateFacts } from '../mistral/rateHeaders.ts';
import type { Figures } from '../usage/figures.ts';
import { moneyText } from '../usage/money.ts';
import type { Translate } from './failures/told.ts';

/** What an account has left, a line a quota: `1,200 requests left this minute`. Empty where nobody has told. */
export function wordsForLeft(left: RateFacts, t: Translate, language: string): readonly string[] {
  const words: Readonly<Record<QuotaName, (count: string) => string>> = {
    requestsMinute: (count) =>
      count === '1' ? t('1 request left this minute') : t('{0} requests left this minute', count),
    tokensMinute: (count) => t('{0} tokens left this minute', count),
    tokensFiveMinutes: (count) => t('{0} tokens left in these five minutes', count),
    tokensMonth: (count) => t('{0} tokens left this month', count),
  };
  return (Object.keys(words) as QuotaName[]).flatMap((name) => {
    const count = left[name]?.left;
    return count === undefined ? [] : [words[name](count.toLocaleString(language))];
  });
}

/** What was used today, in short parts; empty for nothing. */
export function wordsForToday(figures: Figures, t: Translate, language: string): readonly string[] {
  const { requests, failed, tokensIn, tokensOut, cost, offered, accepted } = figures;
  const number = (count: number) => count.toLocaleString(language);
  return [
    ...(requests === 1 ? [t('1 request')] : []),
    ...(requests > 1 ? [t('{0} requests', number(requests))] : []),
    ...(failed > 0 ? [t('{0} failed', number(failed))] : []),
    ...(tokensIn + tokensOut > 0
      ? [t('{0} tokens in, {1} out', number(tokensIn), number(tokensOut))]
      : []),
    ...(cost > 0 ? [moneyText(cost, language)] : []),
    ...(offered > 0
      ? [t('{0} of {1} suggestions accepted', number(accepted), number(offered))]
      : []),
  ];
}
