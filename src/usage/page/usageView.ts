import type { UsageFeature } from '../../mistral/http/requestReport.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { daysUpTo } from '../store/calendar.ts';
import type { Metrics, UsageRow } from '../store/metrics.ts';
import { NO_METRICS } from '../store/metrics.ts';
import { groupRows, modelKey } from '../store/groupRows.ts';
import { addHistograms, percentile } from '../store/latencyHistogram.ts';
import { estimatedCost, sumMetrics } from '../store/totals.ts';

/** The number of days shown in charts and tables. */
export const SHOWN_DAYS = 30;
/** Models beyond this number are combined into one row. */
const MAX_MODELS = 50;

/** The features in display order. */
export const FEATURES: readonly UsageFeature[] = [
  'completion',
  'chat',
  'action',
  'native',
  'embeddings',
  'web',
  'documents',
];

/** The usage of one model for one feature. */
interface ModelUsage {
  readonly service: ServiceName;
  readonly model: string;
  readonly feature: UsageFeature;
  readonly metrics: Metrics;
  /** Median and 95th percentile of the time to first token, in milliseconds. */
  readonly median: number | undefined;
  readonly p95: number | undefined;
}

/** The usage of one day. */
export interface DayUsage {
  readonly day: string;
  readonly metrics: Metrics;
  /** Cost in US dollars by feature. */
  readonly costs: Readonly<Record<UsageFeature, number>>;
}

/** The statistics for the page. */
export interface UsageView {
  readonly isEmpty: boolean;
  readonly today: Metrics;
  /** The current calendar month. */
  readonly month: Metrics;
  /** The estimated cost of the month's untracked requests, in US dollars; not included elsewhere. */
  readonly monthEstimate: number;
  /** The last {@link SHOWN_DAYS} days. */
  readonly recent: Metrics;
  /** One entry for each of the last {@link SHOWN_DAYS} days, oldest first. */
  readonly days: readonly DayUsage[];
  /** Usage recorded on future days while the clock was ahead; included elsewhere only in the month. */
  readonly ahead: Metrics | undefined;
  /** Models and features of the last {@link SHOWN_DAYS} days, the most expensive first. */
  readonly models: readonly ModelUsage[];
  /** The sum of the models that exceed the limit. */
  readonly otherModels: { readonly count: number; readonly metrics: Metrics } | undefined;
}

/** Computes the statistics for the page; `today` is the user's local day, as `2026-11-21`. */
export function usageView(counted: readonly UsageRow[], today: string): UsageView {
  const span = daysUpTo(today, SHOWN_DAYS);
  const [first = today] = span;
  const monthOfToday = today.slice(0, 7);
  const rows = counted
    .filter(({ period }) => period >= first || period >= monthOfToday)
    .map(sanitizeRow);
  const recent = rows.filter(({ period }) => period >= first && period <= today);
  const month = rows.filter(({ period }) => period.startsWith(monthOfToday));
  const ahead = rows.filter(({ period }) => period > today);
  const byDay = groupRows(recent, ({ period }) => period);
  const models = modelLines(recent);
  const others = models.slice(MAX_MODELS).map(({ metrics }) => metrics);
  return {
    isEmpty: counted.length === 0,
    today: sumMetrics(byDay.get(today) ?? []),
    month: sumMetrics(month),
    monthEstimate: estimatedCost(month),
    recent: sumMetrics(recent),
    days: span.map((day) => dayLine(day, byDay.get(day) ?? [])),
    ahead: ahead.length > 0 ? sumMetrics(ahead) : undefined,
    models: models.slice(0, MAX_MODELS),
    otherModels:
      others.length > 0 ? { count: others.length, metrics: sumMetrics(others) } : undefined,
  };
}

/** An invalid number counts as 0, so that it does not invalidate all sums. */
function sanitizeRow(row: UsageRow): UsageRow {
  const names = Object.keys(NO_METRICS) as (keyof Metrics)[];
  // Comparisons with NaN are false.
  const isSound = names.every((name) => row[name] >= 0 && row[name] < Infinity);
  if (isSound) return row;
  const metrics: Partial<Record<keyof Metrics, number>> = {};
  for (const name of names) metrics[name] = row[name] > 0 && row[name] < Infinity ? row[name] : 0;
  return { ...row, ...metrics };
}

function dayLine(day: string, rows: readonly UsageRow[]): DayUsage {
  const costs = {
    completion: 0,
    chat: 0,
    action: 0,
    native: 0,
    embeddings: 0,
    web: 0,
    documents: 0,
  };
  for (const { feature, cost } of rows) costs[feature] += cost;
  return { day, metrics: sumMetrics(rows), costs };
}

function modelLines(rows: readonly UsageRow[]): ModelUsage[] {
  return [...groupRows(rows, modelKey).values()]
    .flatMap((group) => (group[0] ? [modelLine(group[0], group)] : []))
    .sort((a, b) => b.metrics.cost - a.metrics.cost || b.metrics.requests - a.metrics.requests);
}

function modelLine({ service, model, feature }: UsageRow, rows: readonly UsageRow[]): ModelUsage {
  const latencyCounts = rows.reduce<readonly number[]>(
    (all, row) => addHistograms(all, row.latencyCounts),
    [],
  );
  return {
    service,
    model,
    feature,
    metrics: sumMetrics(rows),
    median: percentile(latencyCounts, 0.5),
    p95: percentile(latencyCounts, 0.95),
  };
}
