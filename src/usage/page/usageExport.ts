import type { UsageRow } from '../store/metrics.ts';
import { LATENCY_BUCKETS } from '../store/metrics.ts';
import { percentile } from '../store/latencyHistogram.ts';

/** Identifies the export format. The version increases with incompatible changes. */
const FORMAT = 'codestral-usage-export';
const VERSION = 1;

/** The columns of the CSV and their values. */
const COLUMNS: Readonly<Record<string, (row: UsageRow) => string | number | undefined>> = {
  day: ({ period }) => period,
  service: ({ service }) => service,
  model: ({ model }) => model,
  feature: ({ feature }) => feature,
  requests: ({ requests }) => requests,
  failed: ({ failed }) => failed,
  unmetered: ({ untracked }) => untracked,
  unpriced: ({ unpriced }) => unpriced,
  tokens_in: ({ tokensIn }) => tokensIn,
  cached_tokens: ({ cachedTokens }) => cachedTokens,
  tokens_out: ({ tokensOut }) => tokensOut,
  cost_usd: ({ cost }) => cost,
  offered: ({ offered }) => offered,
  accepted: ({ accepted }) => accepted,
  accepted_characters: ({ acceptedCharacters }) => acceptedCharacters,
  checked_after_30s: ({ checkedAfter30s }) => checkedAfter30s,
  kept_after_30s: ({ keptAfter30s }) => keptAfter30s,
  checked_after_5min: ({ checkedAfter5min }) => checkedAfter5min,
  kept_after_5min: ({ keptAfter5min }) => keptAfter5min,
  median_first_text_ms: ({ latencyCounts }) => percentile(latencyCounts, 0.5),
  p95_first_text_ms: ({ latencyCounts }) => percentile(latencyCounts, 0.95),
  // Added later: the columns of earlier exports stay in their places.
  pages: ({ pages }) => pages,
  web_searches: ({ webSearches }) => webSearches,
};

/** All rows as CSV (RFC 4180). No cell can be interpreted as a formula. */
export function toCsv(rows: readonly UsageRow[]): string {
  const lines = rows.map((row) =>
    Object.values(COLUMNS)
      .map((read) => cell(read(row)))
      .join(','),
  );
  return [Object.keys(COLUMNS).join(','), ...lines, ''].join('\r\n');
}

/** All rows as JSON, under the names of the first version; `at` is in milliseconds since the epoch. */
export function toJson(rows: readonly UsageRow[], at: number): string {
  const exportedAt = new Date(at).toISOString();
  const latencySteps = LATENCY_BUCKETS;
  const all = {
    format: FORMAT,
    version: VERSION,
    exportedAt,
    currency: 'USD',
    latencySteps,
    rows: rows.map(({ untracked, period, latencyCounts, ...row }) => ({
      ...row,
      unmetered: untracked,
      day: period,
      latencies: latencyCounts,
    })),
  };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  const text = harmless(value);
  return /[^\w.:/@' -]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Digits only: a spreadsheet with another locale reads an exponent as text. */
function plainNumber(value: number): string {
  return Number.isFinite(value)
    ? value
        .toFixed(9)
        .replace(/(?<!0)0+$/, '')
        .replace(/\.$/, '')
    : '';
}

/**
 * Inserts an apostrophe before anything that a spreadsheet could run: at the start, and after any character that may
 * be a separator in another locale.
 */
function harmless(text: string): string {
  const pieces: string[] = [];
  let isRunnable = false;
  // Backwards, so that each character knows whether something executable follows.
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const char = text.charAt(at);
    if (isRunnable && /[;,|\t\r\n]/.test(char)) pieces.push("'");
    pieces.push(char);
    if (!/[\s"']/.test(char)) isRunnable = /[=+\-@＝＋－＠]/.test(char);
  }
  return (isRunnable ? "'" : '') + pieces.reverse().join('');
}
