import type { UsageRow } from '../../../src/usage/store/metrics.ts';
import { LATENCY_BUCKETS, NO_METRICS } from '../../../src/usage/store/metrics.ts';

/** The current day in the tests of the usage page. */
export const TODAY = '2026-11-21';

/** Possible names from external sources. */
export const HOSTILE = {
  html: '<img src=x onerror="alert(1)"></title></svg><script>alert(2)</script>',
  quotes: `"'&quot;`,
  bidi: 'codestral\u202Egpj.exe\u2066\u200B\u0007\nnext',
  long: 'ft:'.padEnd(200, 'x'),
  formula: '=HYPERLINK("http://evil","x")',
} as const;

/** A row with the given properties and defaults. */
export function row(differs: Partial<UsageRow> = {}): UsageRow {
  return {
    ...NO_METRICS,
    period: TODAY,
    service: 'mistral',
    model: 'codestral-latest',
    feature: 'completion',
    latencyCounts: LATENCY_BUCKETS.map(() => 0),
    ...differs,
  };
}

/** A month of plausible use of all features. */
export function plausibleRows(): UsageRow[] {
  return Array.from({ length: 45 }, (_, back) => back)
    .filter((back) => back % 7 !== 5)
    .flatMap((back) => {
      const day = new Date(Date.UTC(2026, 10, 21 - back)).toISOString().slice(0, 10);
      const busy = 1 + ((back * 37) % 11);
      const latencyCounts = LATENCY_BUCKETS.map((_, at) =>
        at > 2 && at < 12 ? busy * (12 - at) : 0,
      );
      const completions = row({
        ...{
          period: day,
          latencyCounts,
          service: 'codestral',
          requests: 40 * busy,
          failed: busy % 3,
        },
        ...{ untracked: 6 * busy, tokensIn: 61_000 * busy, cachedTokens: 20_000 * busy },
        ...{ tokensOut: 1_200 * busy, cost: 0.0021 * busy, offered: 31 * busy },
        ...{ accepted: 9 * busy, acceptedCharacters: 412 * busy },
        ...{ checkedAfter30s: 9 * busy, keptAfter30s: 8 * busy },
        ...{ checkedAfter5min: 8 * busy, keptAfter5min: 6 * busy },
      });
      const chat = row({
        ...{
          period: day,
          latencyCounts,
          feature: 'chat',
          model: 'mistral-medium-latest',
          requests: 2 * busy,
        },
        ...{ tokensIn: 9_000 * busy, tokensOut: 1_900 * busy, cost: 0.0019 * busy },
      });
      const native = row({
        ...{
          period: day,
          latencyCounts,
          feature: 'native',
          model: 'devstral-2512',
          requests: busy,
        },
        ...{ tokensIn: 4_000 * busy, tokensOut: 600 * busy, cost: 0.0013 * busy, unpriced: 1 },
      });
      const action = row({
        ...{
          period: day,
          latencyCounts,
          feature: 'action',
          model: 'mistral-medium-latest',
          requests: busy,
        },
        ...{ tokensIn: 3_000 * busy, tokensOut: 700 * busy, cost: 0.0009 * busy },
      });
      const paidOtherwise = [
        row({
          ...{ period: day, feature: 'embeddings', model: 'codestral-embed', requests: 3 * busy },
          ...{ tokensIn: 8_000 * busy, cost: 0.0012 * busy },
        }),
        row({
          ...{
            period: day,
            latencyCounts,
            feature: 'web',
            model: 'mistral-medium-latest',
            requests: 1,
          },
          ...{ tokensIn: 7_200, tokensOut: 300, webSearches: 1, cost: 0.043 },
        }),
        row({
          ...{ period: day, feature: 'documents', model: 'mistral-ocr-latest', requests: 1 },
          ...{ pages: busy, cost: 0.004 * busy },
        }),
      ];
      const often = [completions, chat];
      if (back % 3 > 0) return often;
      return [...often, action, native, ...(back % 2 === 0 ? paidOtherwise : [])];
    });
}
