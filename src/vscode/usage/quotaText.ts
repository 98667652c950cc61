import type { QuotaName, RateFacts } from '../../mistral/limits/rateHeaders.ts';
import type { Metrics } from '../../usage/store/metrics.ts';
import { moneyText } from '../../usage/page/money.ts';
import type { Translate } from '../../messages/messageContext.ts';
import { plural } from '../../base/plural.ts';

/** The remaining quota of an account, one line per quota: `1,200 requests left this minute`. Empty if unknown. */
export function quotaText(left: RateFacts, t: Translate, language: string): readonly string[] {
  const text: Readonly<Record<QuotaName, (count: string) => readonly [string, string]>> = {
    requestsMinute: (count) => [
      t('{0} request left this minute', count),
      t('{0} requests left this minute', count),
    ],
    tokensMinute: (count) => [
      t('{0} token left this minute', count),
      t('{0} tokens left this minute', count),
    ],
    tokensFiveMinutes: (count) => [
      t('{0} token left in the current 5 minutes', count),
      t('{0} tokens left in the current 5 minutes', count),
    ],
    tokensMonth: (count) => [
      t('{0} token left this month', count),
      t('{0} tokens left this month', count),
    ],
  };
  return (Object.keys(text) as QuotaName[]).flatMap((name) => {
    const count = left[name]?.remaining;
    if (count === undefined) return [];
    return [plural(count, language, ...text[name](count.toLocaleString(language)))];
  });
}

/** Today's usage in short parts; empty if nothing was used. */
export function todayText(metrics: Metrics, t: Translate, language: string): readonly string[] {
  const { requests, failed, tokensIn, tokensOut, cost, offered, accepted } = metrics;
  const number = (count: number) => count.toLocaleString(language);
  return [
    ...(requests > 0
      ? [
          plural(
            requests,
            language,
            t('{0} request', number(requests)),
            t('{0} requests', number(requests)),
          ),
        ]
      : []),
    ...(failed > 0 ? [t('{0} failed', number(failed))] : []),
    ...(cost > 0 ? [moneyText(cost, language)] : []),
    ...(offered > 0
      ? [t('{0} of {1} suggestions accepted', number(accepted), number(offered))]
      : []),
    // The least important part comes last: the menu truncates rows that are too long.
    ...(tokensIn + tokensOut > 0
      ? [t('{0} tokens in, {1} out', number(tokensIn), number(tokensOut))]
      : []),
  ];
}
