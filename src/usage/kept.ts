import type { UsageRow } from './figures.ts';
import { merged, monthOf } from './totals.ts';

/** Of so many months something is kept. Months without any use do not count: a wrong clock forgets nothing. */
const MONTHS = 24;
/** So many days are kept as they are, however much there is: as many as the page shows, and a month has. */
const DAYS = 31;
/** Above so many rows (about 250 kB) the earliest days are put together. */
const MOST_ROWS = 2_000;

/**
 * What stays of all rows: the newest {@link MONTHS} months. Whoever uses few models keeps each of their days; else
 * the earliest days become a part of one row for each month, model and feature, whose day is the month's name.
 */
export function kept(rows: readonly UsageRow[]): UsageRow[] {
  const months = [...new Set(rows.map(monthOf))].sort().slice(-MONTHS);
  const [first = ''] = months;
  const all = merged(rows.filter((row) => monthOf(row) >= first));
  const last = lastToFold(all);
  if (last === undefined) return all;
  return merged(all.map((row) => (row.day <= last ? { ...row, day: monthOf(row) } : row)));
}

/** The last of the earliest days that have to give up their own rows; undefined where there is room for all. */
function lastToFold(rows: readonly UsageRow[]): string | undefined {
  const [first] = [...new Set(rows.map(({ day }) => day).filter(isDay))].sort().slice(-DAYS);
  const months = new Set<string>();
  let left = rows.length;
  let last: string | undefined;
  for (const row of rows) {
    const { day, service, feature, model } = row;
    if (first === undefined || day >= first) break;
    if (day !== last && left <= MOST_ROWS) break;
    // The first row of a month takes the others in.
    const month = [monthOf(row), service, feature, model].join(' ');
    if (months.has(month)) left -= 1;
    months.add(month);
    last = day;
  }
  return last;
}

function isDay(day: string): boolean {
  return day.length > 'yyyy-mm'.length;
}
