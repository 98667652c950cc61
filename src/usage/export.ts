import type { UsageRow } from './figures.ts';
import { LATENCY_STEPS } from './figures.ts';
import { percentile } from './latency.ts';

/** Marks exported statistics; the version rises when readers of the old one could not read it. */
const FORMAT = 'codestral-usage-export';
const VERSION = 1;

/** Columns of the CSV, with what stands in them. */
const COLUMNS: Readonly<Record<string, (row: UsageRow) => string | number | undefined>> = {
  day: ({ day }) => day,
  service: ({ service }) => service,
  model: ({ model }) => model,
  feature: ({ feature }) => feature,
  requests: ({ requests }) => requests,
  failed: ({ failed }) => failed,
  unmetered: ({ unmetered }) => unmetered,
  unpriced: ({ unpriced }) => unpriced,
  tokens_in: ({ tokensIn }) => tokensIn,
  cached_tokens: ({ cachedTokens }) => cachedTokens,
  tokens_out: ({ tokensOut }) => tokensOut,
  cost_usd: ({ cost }) => cost,
  offered: ({ offered }) => offered,
  accepted: ({ accepted }) => accepted,
  accepted_characters: ({ acceptedCharacters }) => acceptedCharacters,
  median_first_text_ms: ({ latencies }) => percentile(latencies, 0.5),
  p95_first_text_ms: ({ latencies }) => percentile(latencies, 0.95),
};

/** All rows as CSV (RFC 4180), whose cells no spreadsheet takes for formulas. */
export function toCsv(rows: readonly UsageRow[]): string {
  const lines = rows.map((row) =>
    Object.values(COLUMNS)
      .map((read) => cell(read(row)))
      .join(','),
  );
  return [Object.keys(COLUMNS).join(','), ...lines, ''].join('\r\n');
}

/** All rows as JSON, with all that is kept of them; `at` is in milliseconds since the epoch. */
export function toJson(rows: readonly UsageRow[], at: number): string {
  const exportedAt = new Date(at).toISOString();
  const latencySteps = LATENCY_STEPS;
  const all = { format: FORMAT, version: VERSION, exportedAt, currency: 'USD', latencySteps, rows };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  const text = harmless(value);
  return /[^\w.:/@' -]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Digits alone: a spreadsheet of another country takes an exponent for a text. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? value.toFixed(9).replace(/\.?0+$/, '') : '';
}

/**
 * An apostrophe goes before whatever a spreadsheet could run: behind anything that one which is set to
 * another separator would cut at, and at the beginning.
 */
function harmless(text: string): string {
  return text
    .replaceAll(/([;,|\t\r\n])(?=[\s"']*[=+\-@＝＋－＠])/g, "$1'")
    .replace(/^(?=[\s"']*[=+\-@＝＋－＠])/, "'");
}
