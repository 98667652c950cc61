import type { UsageFeature } from '../mistral/call.ts';
import type { ServiceName } from '../mistral/services.ts';
import { daysUpTo } from './calendar.ts';
import type { Figures, UsageRow } from './figures.ts';
import { NO_FIGURES } from './figures.ts';
import { grouped, modelKey } from './groups.ts';
import { addLatencies, percentile } from './latency.ts';
import { estimatedCost, sum } from './totals.ts';

/** The days that charts and tables show. */
export const DAYS = 30;
/** More models than these are summed up in one line. */
const MOST_MODELS = 50;

/** The features in the order in which they are shown everywhere. */
export const FEATURES: readonly UsageFeature[] = ['completion', 'chat', 'action', 'native'];

/** What one model did for one feature. */
export interface ModelLine {
  readonly service: ServiceName;
  readonly model: string;
  readonly feature: UsageFeature;
  readonly figures: Figures;
  /** Milliseconds to the first text: half and 95 of 100 came within these. */
  readonly median: number | undefined;
  readonly p95: number | undefined;
}

/** What was used on one day. */
export interface DayLine {
  readonly day: string;
  readonly figures: Figures;
  /** US dollars by feature. */
  readonly costs: Readonly<Record<UsageFeature, number>>;
}

/** All that the page shows of the statistics. */
export interface UsageView {
  readonly isEmpty: boolean;
  readonly today: Figures;
  /** The calendar month of today. */
  readonly month: Figures;
  /** What the month's unmetered requests may have cost, in US dollars; in no other figure. */
  readonly monthEstimate: number;
  /** The last {@link DAYS} days. */
  readonly recent: Figures;
  /** One line for each of the last {@link DAYS} days, the oldest first. */
  readonly days: readonly DayLine[];
  /** Booked under days to come, while the clock was ahead; part of no other figure but the month's. */
  readonly ahead: Figures | undefined;
  /** Models and features of the last {@link DAYS} days, the dearest first. */
  readonly models: readonly ModelLine[];
  /** The models that are too many to be shown, summed up. */
  readonly otherModels: { readonly count: number; readonly figures: Figures } | undefined;
}

/** The statistics as the page shows them; `today` is the user's own day, as `2026-11-21`. */
export function usageView(counted: readonly UsageRow[], today: string): UsageView {
  const span = daysUpTo(today, DAYS);
  const [first = today] = span;
  const monthOfToday = today.slice(0, 7);
  const rows = counted.filter(({ day }) => day >= first || day >= monthOfToday).map(soundRow);
  const recent = rows.filter(({ day }) => day >= first && day <= today);
  const month = rows.filter(({ day }) => day.startsWith(monthOfToday));
  const ahead = rows.filter(({ day }) => day > today);
  const byDay = grouped(recent, ({ day }) => day);
  const models = modelLines(recent);
  const others = models.slice(MOST_MODELS).map(({ figures }) => figures);
  return {
    isEmpty: counted.length === 0,
    today: sum(byDay.get(today) ?? []),
    month: sum(month),
    monthEstimate: estimatedCost(month),
    recent: sum(recent),
    days: span.map((day) => dayLine(day, byDay.get(day) ?? [])),
    ahead: ahead.length > 0 ? sum(ahead) : undefined,
    models: models.slice(0, MOST_MODELS),
    otherModels: others.length > 0 ? { count: others.length, figures: sum(others) } : undefined,
  };
}

/** A damaged figure counts nothing: it must not spoil all sums that it is in. */
function soundRow(row: UsageRow): UsageRow {
  const names = Object.keys(NO_FIGURES) as (keyof Figures)[];
  // Comparisons with what is no number are false.
  const isSound = names.every((name) => row[name] >= 0 && row[name] < Infinity);
  if (isSound) return row;
  const figures: Partial<Record<keyof Figures, number>> = {};
  for (const name of names) figures[name] = row[name] > 0 && row[name] < Infinity ? row[name] : 0;
  return { ...row, ...figures };
}

function dayLine(day: string, rows: readonly UsageRow[]): DayLine {
  const costs = { completion: 0, chat: 0, action: 0, native: 0 };
  for (const { feature, cost } of rows) costs[feature] += cost;
  return { day, figures: sum(rows), costs };
}

function modelLines(rows: readonly UsageRow[]): ModelLine[] {
  return [...grouped(rows, modelKey).values()]
    .flatMap((group) => (group[0] ? [modelLine(group[0], group)] : []))
    .sort((a, b) => b.figures.cost - a.figures.cost || b.figures.requests - a.figures.requests);
}

function modelLine({ service, model, feature }: UsageRow, rows: readonly UsageRow[]): ModelLine {
  const latencies = rows.reduce<readonly number[]>(
    (all, row) => addLatencies(all, row.latencies),
    [],
  );
  return {
    ...{ service, model, feature },
    figures: sum(rows),
    median: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
  };
}
