import type { UsageFeature } from '../../mistral/http/requestReport.ts';
import { asRecord, parseJson } from '../../base/json.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { Metrics, UsageRow } from './metrics.ts';
import { histogramOf } from './latencyHistogram.ts';

/** Identifies the file format. A higher version was written by a newer build. */
const FORMAT = 'codestral-usage';
const VERSION = 1;
/** Costs are stored in billionths of a dollar: integers are short and add up exactly. */
const PER_DOLLAR = 1e9;

/** Metrics that were added later. They follow the histogram, which their rows have in full; older builds skip them. */
type LaterMetric =
  | 'checkedAfter30s'
  | 'keptAfter30s'
  | 'checkedAfter5min'
  | 'keptAfter5min'
  | 'pages'
  | 'webSearches';
const LATER: readonly LaterMetric[] = [
  'checkedAfter30s',
  'keptAfter30s',
  'checkedAfter5min',
  'keptAfter5min',
  'pages',
  'webSearches',
];

/** The position of each metric in a row of version 1, after the period. */
const PLACE: Readonly<Record<Exclude<keyof Metrics, LaterMetric>, number>> = {
  requests: 0,
  failed: 1,
  untracked: 2,
  unpriced: 3,
  tokensIn: 4,
  cachedTokens: 5,
  tokensOut: 6,
  cost: 7,
  offered: 8,
  accepted: 9,
  acceptedCharacters: 10,
};
const FIRST = Object.keys(PLACE) as readonly (keyof typeof PLACE)[];
const METRICS = FIRST.length;
const EMPTY_HISTOGRAM = histogramOf(undefined);

const FEATURES: Readonly<Record<UsageFeature, true>> = {
  completion: true,
  chat: true,
  action: true,
  native: true,
  embeddings: true,
  web: true,
  documents: true,
};
const SERVICES: Readonly<Record<ServiceName, true>> = { mistral: true, codestral: true };
const PERIOD = /^\d{4}-\d\d(?:-\d\d)?$/;

/** The parsed content of a file. */
export interface UsageFileContent {
  /** The rows that could be read. */
  readonly rows: readonly UsageRow[];
  /** Whether all rows were read; a newer build may write rows that this one can't read. */
  readonly isWhole: boolean;
}

type Series = Pick<UsageRow, 'service' | 'model' | 'feature'>;

/** The text of a file: a header with the number of lines, then one line per model and feature. */
export function encodeRows(rows: readonly UsageRow[]): string {
  const lines = new Map<string, { series: Series; days: unknown[] }>();
  for (const row of rows) {
    const { service, model, feature } = row;
    const key = JSON.stringify([service, model, feature]);
    const line = lines.get(key) ?? { series: row, days: [] };
    lines.set(key, line);
    line.days.push(dayEntry(row));
  }
  const head = JSON.stringify({ format: FORMAT, version: VERSION, series: lines.size });
  const body = [...lines.values()].map(({ series: { service, model, feature }, days }) =>
    JSON.stringify([service, model, feature, days]),
  );
  return [head, ...body, ''].join('\n');
}

/** Parses the text of a file and skips damaged parts. */
export function decodeRows(text: string): UsageFileContent {
  const [head = '', ...lines] = text.split('\n');
  const { format, version, series } = asRecord(parseJson(head));
  if (format !== FORMAT || version !== VERSION) return { rows: [], isWhole: false };
  const read = lines.filter((line) => line !== '').map((line) => readSeries(parseJson(line)));
  const rows = read.flat();
  const good = rows.filter((row) => row !== undefined);
  return { rows: good, isWhole: read.length === series && good.length === rows.length };
}

function dayEntry(row: UsageRow): unknown[] {
  const metrics: number[] = [];
  for (const name of FIRST) {
    metrics[PLACE[name]] = name === 'cost' ? Math.round(row.cost * PER_DOLLAR) : row[name];
  }
  const later = LATER.map((name) => row[name]);
  const lastLater = later.findLastIndex((count) => count > 0);
  if (lastLater >= 0) {
    return [row.period, ...metrics, ...row.latencyCounts, ...later.slice(0, lastLater + 1)];
  }
  const last = row.latencyCounts.findLastIndex((count) => count > 0);
  return [row.period, ...metrics, ...row.latencyCounts.slice(0, last + 1)];
}

function readSeries(value: unknown): (UsageRow | undefined)[] {
  if (!Array.isArray(value)) return [undefined];
  const [service, model, feature, days] = value as unknown[];
  const isKnown = isOneOf(SERVICES, service) && isOneOf(FEATURES, feature);
  if (!isKnown || typeof model !== 'string' || !Array.isArray(days)) return [undefined];
  return days.map((day) => readDay({ service, model, feature }, day));
}

/** Creates each row as one object literal: rows of the same shape are several times as fast to read. */
function readDay({ service, model, feature }: Series, value: unknown): UsageRow | undefined {
  if (!Array.isArray(value)) return undefined;
  const line = value as unknown[];
  const period = line[0];
  const numbers = line.slice(1);
  if (typeof period !== 'string' || !PERIOD.test(period) || !numbers.every(isCount))
    return undefined;
  const end = METRICS + EMPTY_HISTOGRAM.length;
  const latencyCounts = numbers.slice(METRICS, end);
  const later = numbers.slice(end);
  if (numbers.length < METRICS || later.length > LATER.length) return undefined;
  latencyCounts.push(...EMPTY_HISTOGRAM.slice(latencyCounts.length));
  return {
    requests: numbers[PLACE.requests] ?? 0,
    failed: numbers[PLACE.failed] ?? 0,
    untracked: numbers[PLACE.untracked] ?? 0,
    unpriced: numbers[PLACE.unpriced] ?? 0,
    tokensIn: numbers[PLACE.tokensIn] ?? 0,
    cachedTokens: numbers[PLACE.cachedTokens] ?? 0,
    tokensOut: numbers[PLACE.tokensOut] ?? 0,
    cost: (numbers[PLACE.cost] ?? 0) / PER_DOLLAR,
    offered: numbers[PLACE.offered] ?? 0,
    accepted: numbers[PLACE.accepted] ?? 0,
    acceptedCharacters: numbers[PLACE.acceptedCharacters] ?? 0,
    checkedAfter30s: later[0] ?? 0,
    keptAfter30s: later[1] ?? 0,
    checkedAfter5min: later[2] ?? 0,
    keptAfter5min: later[3] ?? 0,
    pages: later[4] ?? 0,
    webSearches: later[5] ?? 0,
    period,
    service,
    model,
    feature,
    latencyCounts,
  };
}

function isOneOf<T extends string>(known: Readonly<Record<T, true>>, value: unknown): value is T {
  return typeof value === 'string' && Object.hasOwn(known, value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
