import type { UsageFeature } from '../mistral/call.ts';
import { asRecord, parseJson } from '../mistral/json.ts';
import type { ServiceName } from '../mistral/services.ts';
import { LATENCY_STEPS, NO_FIGURES } from './figures.ts';
import type { Figures, UsageRow } from './figures.ts';

/** Marks our files; a number higher than this one was written by a newer build. */
const FORMAT = 'codestral-usage';
const VERSION = 1;
/** Costs are kept in billionths of a dollar: whole numbers add up exactly, and are short. */
const PER_DOLLAR = 1e9;

/** The order of the figures in a file of version 1. */
const ORDER = [
  'requests',
  'failed',
  'unmetered',
  'unpriced',
  'tokensIn',
  'cachedTokens',
  'tokensOut',
  'cost',
  'offered',
  'accepted',
  'acceptedCharacters',
] as const satisfies readonly (keyof Figures)[];

const FEATURES: Readonly<Record<UsageFeature, true>> = {
  completion: true,
  chat: true,
  native: true,
};
const SERVICES: Readonly<Record<ServiceName, true>> = { mistral: true, codestral: true };
const DAY = /^\d{4}-\d\d(?:-\d\d)?$/;

/** What was found in a file. */
export interface Content {
  /** What could be read of it. */
  readonly rows: readonly UsageRow[];
  /** Whether that is all; a file of a newer build has rows that are not understood here. */
  readonly isWhole: boolean;
}

type Series = Pick<UsageRow, 'service' | 'model' | 'feature'>;

/** The text of a file: one line for each model and feature, behind one that says how many there are. */
export function textOf(rows: readonly UsageRow[]): string {
  const lines = new Map<string, { series: Series; days: unknown[] }>();
  for (const row of rows) {
    const { service, model, feature } = row;
    const key = JSON.stringify([service, model, feature]);
    const line = lines.get(key) ?? { series: row, days: [] };
    lines.set(key, line);
    line.days.push(daysLine(row));
  }
  const head = JSON.stringify({ format: FORMAT, version: VERSION, series: lines.size });
  const body = [...lines.values()].map(({ series: { service, model, feature }, days }) =>
    JSON.stringify([service, model, feature, days]),
  );
  return [head, ...body, ''].join('\n');
}

/** Reads the text of a file. What is damaged is left out. */
export function readText(text: string): Content {
  const [head = '', ...lines] = text.split('\n');
  const { format, version, series } = asRecord(parseJson(head));
  if (format !== FORMAT || version !== VERSION) return { rows: [], isWhole: false };
  const read = lines.filter((line) => line !== '').map((line) => readSeries(parseJson(line)));
  const rows = read.flat();
  const good = rows.filter((row) => row !== undefined);
  return { rows: good, isWhole: read.length === series && good.length === rows.length };
}

function daysLine(row: UsageRow): unknown[] {
  const figures = ORDER.map((name) =>
    name === 'cost' ? Math.round(row.cost * PER_DOLLAR) : row[name],
  );
  const last = row.latencies.findLastIndex((count) => count > 0);
  return [row.day, ...figures, ...row.latencies.slice(0, last + 1)];
}

function readSeries(value: unknown): (UsageRow | undefined)[] {
  if (!Array.isArray(value)) return [undefined];
  const [service, model, feature, days] = value as unknown[];
  const isKnown = isOneOf(SERVICES, service) && isOneOf(FEATURES, feature);
  if (!isKnown || typeof model !== 'string' || !Array.isArray(days)) return [undefined];
  return days.map((day) => readDay({ service, model, feature }, day));
}

function readDay(series: Series, value: unknown): UsageRow | undefined {
  if (!Array.isArray(value)) return undefined;
  const [day, ...numbers] = value as unknown[];
  if (typeof day !== 'string' || !DAY.test(day) || !numbers.every(isCount)) return undefined;
  const latencies = numbers.slice(ORDER.length);
  if (numbers.length < ORDER.length || latencies.length > LATENCY_STEPS.length + 1)
    return undefined;
  while (latencies.length <= LATENCY_STEPS.length) latencies.push(0);
  const figures = { ...NO_FIGURES } as Record<keyof Figures, number>;
  for (const [at, name] of ORDER.entries()) figures[name] = numbers[at] ?? 0;
  figures.cost /= PER_DOLLAR;
  return { ...figures, ...series, day, latencies };
}

function isOneOf<T extends string>(known: Readonly<Record<T, true>>, value: unknown): value is T {
  return typeof value === 'string' && Object.hasOwn(known, value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
