import type { UsageFeature } from '../mistral/call.ts';
import { asRecord, parseJson } from '../mistral/json.ts';
import type { ServiceName } from '../mistral/services.ts';
import type { Figures, UsageRow } from './figures.ts';
import { latenciesOf } from './latency.ts';
import { FIGURE_NAMES } from './totals.ts';

/** Marks our files; a number higher than this one was written by a newer build. */
const FORMAT = 'codestral-usage';
const VERSION = 1;
/** Costs are kept in billionths of a dollar: whole numbers add up exactly, and are short. */
const PER_DOLLAR = 1e9;

/** Where each figure stands in a file of version 1, behind the day. */
const PLACE: Readonly<Record<keyof Figures, number>> = {
  requests: 0,
  failed: 1,
  unmetered: 2,
  unpriced: 3,
  tokensIn: 4,
  cachedTokens: 5,
  tokensOut: 6,
  cost: 7,
  offered: 8,
  accepted: 9,
  acceptedCharacters: 10,
};
const FIGURES = FIGURE_NAMES.length;
const NO_LATENCIES = latenciesOf(undefined);

const FEATURES: Readonly<Record<UsageFeature, true>> = {
  completion: true,
  chat: true,
  action: true,
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
  const figures: number[] = [];
  for (const name of FIGURE_NAMES) {
    figures[PLACE[name]] = name === 'cost' ? Math.round(row.cost * PER_DOLLAR) : row[name];
  }
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

/** A year has thousands of days: rows of one shape, made in one step, are read several times as fast as others. */
function readDay({ service, model, feature }: Series, value: unknown): UsageRow | undefined {
  if (!Array.isArray(value)) return undefined;
  const line = value as unknown[];
  const day = line[0];
  const numbers = line.slice(1);
  if (typeof day !== 'string' || !DAY.test(day) || !numbers.every(isCount)) return undefined;
  const latencies = numbers.slice(FIGURES);
  if (numbers.length < FIGURES || latencies.length > NO_LATENCIES.length) return undefined;
  latencies.push(...NO_LATENCIES.slice(latencies.length));
  return {
    requests: numbers[PLACE.requests] ?? 0,
    failed: numbers[PLACE.failed] ?? 0,
    unmetered: numbers[PLACE.unmetered] ?? 0,
    unpriced: numbers[PLACE.unpriced] ?? 0,
    tokensIn: numbers[PLACE.tokensIn] ?? 0,
    cachedTokens: numbers[PLACE.cachedTokens] ?? 0,
    tokensOut: numbers[PLACE.tokensOut] ?? 0,
    cost: (numbers[PLACE.cost] ?? 0) / PER_DOLLAR,
    offered: numbers[PLACE.offered] ?? 0,
    accepted: numbers[PLACE.accepted] ?? 0,
    acceptedCharacters: numbers[PLACE.acceptedCharacters] ?? 0,
    ...{ day, service, model, feature, latencies },
  };
}

function isOneOf<T extends string>(known: Readonly<Record<T, true>>, value: unknown): value is T {
  return typeof value === 'string' && Object.hasOwn(known, value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
