import type { UsageRow } from './metrics.ts';
import { mergeRows, monthOf } from './totals.ts';

/** Number of months kept. Months without usage don't count, so a wrong clock deletes nothing. */
const MONTHS = 24;
/** Days that are never merged into months: enough for the usage page's 30 days and for the current month. */
const MIN_DAILY_DAYS = 31;
/** Above this number of rows (about 250 kB), the earliest days are merged into months. */
const MAX_ROWS = 2_000;

/**
 * The rows to keep: the newest {@link MONTHS} months. With few models, each day keeps its rows. Otherwise, the
 * earliest days are merged into one row per month, model and feature, with the month as its period.
 */
export function applyRetention(rows: readonly UsageRow[]): UsageRow[] {
  const months = [...new Set(rows.map(monthOf))].sort().slice(-MONTHS);
  const [first = ''] = months;
  const all = mergeRows(rows.filter((row) => monthOf(row) >= first));
  const last = lastDayToCompact(all);
  if (last === undefined) return all;
  return mergeRows(all.map((row) => (row.period <= last ? { ...row, period: monthOf(row) } : row)));
}

/** The last of the early days to compact into months; undefined if all rows fit. */
function lastDayToCompact(rows: readonly UsageRow[]): string | undefined {
  const [first] = [...new Set(rows.map(({ period }) => period).filter(isDay))]
    .sort()
    .slice(-MIN_DAILY_DAYS);
  const months = new Set<string>();
  let left = rows.length;
  let last: string | undefined;
  for (const row of rows) {
    const { period, service, feature, model } = row;
    if (first === undefined || period >= first) break;
    if (period !== last && left <= MAX_ROWS) break;
    // The first row of a month receives the others.
    const month = [monthOf(row), service, feature, model].join(' ');
    if (months.has(month)) left -= 1;
    months.add(month);
    last = period;
  }
  return last;
}

function isDay(period: string): boolean {
  return period.length > 'yyyy-mm'.length;
}
