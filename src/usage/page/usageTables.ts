import type { UsageFeature } from '../../mistral/http/requestReport.ts';
import type { Metrics } from '../store/metrics.ts';
import { LATENCY_BUCKETS } from '../store/metrics.ts';
import type { Markup } from './markup.ts';
import { html, sanitizeName } from './markup.ts';
import type { UsageNumberFormats } from './usageNumbers.ts';
import { NONE } from './usageNumbers.ts';
import type { DayUsage, UsageView } from './usageView.ts';
import { FEATURES } from './usageView.ts';
import type { UsageStrings } from './usageStrings.ts';

/** Strings and number formats for tables. */
export interface PageFormat {
  readonly strings: UsageStrings;
  readonly numbers: UsageNumberFormats;
}

/** A table: its caption, column headers, and rows whose first cell is a header. */
interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}
/** A column; one with `isWide` is only shown where the page is wide. */
interface Column {
  readonly name: string;
  readonly isWide?: boolean;
}
type TableRow = readonly [head: string | Markup, ...cells: readonly string[]];

/** Metrics that are billed by the piece; shown where they are in use. */
const PIECES = ['webSearches', 'pages'] as const;

/** Maximum number of columns for the cost of a feature: more don't fit an ordinary page. The chart shows all. */
const MAX_COST_COLUMNS = 4;

/** Compares today, the month and the last days. */
export function overviewTable({ today, month, recent }: UsageView, pageFormat: PageFormat): Markup {
  const { strings } = pageFormat;
  return table({
    caption: strings.overview,
    columns: [
      ...[strings.period, strings.cost].map(always),
      ...usedColumns(strings),
      wide(strings.offered),
      always(strings.accepted),
      wide(strings.keptAfter30s),
      wide(strings.keptAfter5min),
    ],
    rows: [
      overviewRow(strings.today, today, pageFormat),
      overviewRow(strings.month, month, pageFormat),
      overviewRow(strings.recent, recent, pageFormat),
    ],
  });
}

function overviewRow(name: string, metrics: Metrics, pageFormat: PageFormat): TableRow {
  const { numbers } = pageFormat;
  const { cost, offered, accepted } = metrics;
  return [
    ...([name, numbers.money(cost)] as const),
    ...usedCells(metrics, pageFormat),
    ...[offered, accepted].map((value) => numbers.count(value)),
    ...keptCells(metrics, pageFormat),
  ];
}

/** The usage by model and feature in the last days. */
export function modelTable({ models, otherModels }: UsageView, pageFormat: PageFormat): Markup {
  const { strings } = pageFormat;
  const rows = models.map(({ service, model, feature, metrics, median, p95 }): TableRow => {
    const pieces = PIECES.flatMap((piece) => {
      const count = metrics[piece];
      return count > 0 ? [strings[piece](count, pageFormat.numbers.count(count))] : [];
    });
    const task = [strings.features[feature], strings.services[service], ...pieces].join(' · ');
    const head = html`<bdi>${sanitizeName(model)}</bdi> <span class="quiet">${task}</span>`;
    return modelRow(head, metrics, [median, p95], pageFormat);
  });
  const others = otherModels && strings.others(pageFormat.numbers.count(otherModels.count));
  return table({
    caption: strings.byModel,
    columns: [
      ...[strings.model, strings.cost].map(always),
      ...usedColumns(strings),
      always(strings.median),
      wide(strings.p95),
      wide(strings.offered),
      wide(strings.accepted),
      always(strings.share),
      wide(strings.characters),
      wide(strings.keptAfter30s),
      wide(strings.keptAfter5min),
    ],
    rows: otherModels
      ? [...rows, modelRow(others ?? '', otherModels.metrics, [undefined, undefined], pageFormat)]
      : rows,
  });
}

function modelRow(
  head: string | Markup,
  metrics: Metrics,
  times: readonly (number | undefined)[],
  pageFormat: PageFormat,
): TableRow {
  const { numbers } = pageFormat;
  const { cost, offered, accepted, acceptedCharacters } = metrics;
  // Chat offers no suggestions, so there is no acceptance rate.
  const ofOffered = (text: string) => (offered > 0 || accepted > 0 ? text : NONE);
  return [
    ...([head, numbers.money(cost)] as const),
    ...usedCells(metrics, pageFormat),
    ...times.map((time) => timeWithin(time, numbers)),
    ofOffered(numbers.count(offered)),
    ofOffered(numbers.count(accepted)),
    ofOffered(numbers.share(accepted, offered)),
    ofOffered(numbers.count(acceptedCharacters)),
    ...keptCells(metrics, pageFormat),
  ];
}

/** The shares of accepted text that is still there. */
function keptCells(metrics: Metrics, { numbers }: PageFormat): string[] {
  return [
    numbers.share(metrics.keptAfter30s, metrics.checkedAfter30s),
    numbers.share(metrics.keptAfter5min, metrics.checkedAfter5min),
  ];
}

/** A time is known only as its histogram step; the last step has no upper end. */
function timeWithin(ms: number | undefined, numbers: UsageNumberFormats): string {
  if (ms === undefined) return NONE;
  const [secondLast = ms, last] = LATENCY_BUCKETS.slice(-2);
  return ms === last ? `> ${numbers.duration(secondLast)}` : `≤ ${numbers.duration(ms)}`;
}

/** The last days with usage, newest first: the data of both charts. */
export function dayTable({ days, ahead }: UsageView, pageFormat: PageFormat): Markup {
  const { strings, numbers } = pageFormat;
  const total = (feature: UsageFeature) => days.reduce((sum, { costs }) => sum + costs[feature], 0);
  const used = FEATURES.filter((feature) => total(feature) > 0);
  const largest = used.toSorted((a, b) => total(b) - total(a)).slice(0, MAX_COST_COLUMNS);
  // With a single feature, its cost is that of the day.
  const parts = used.length > 1 ? used.filter((feature) => largest.includes(feature)) : [];
  const rowOf = (head: string | Markup, metrics: Metrics, costs?: DayUsage['costs']): TableRow => [
    ...([head, numbers.money(metrics.cost)] as const),
    ...parts.map((feature) => (costs && costs[feature] > 0 ? numbers.money(costs[feature]) : NONE)),
    ...usedCells(metrics, pageFormat),
    ...[metrics.offered, metrics.accepted].map((value) => numbers.count(value)),
  ];
  const rows = days
    .filter(({ metrics }) => Object.values(metrics).some((value) => value !== 0))
    .map(({ day, metrics, costs }) =>
      rowOf(html`<time datetime="${day}">${numbers.day(day)}</time>`, metrics, costs),
    );
  return table({
    caption: strings.byDay,
    columns: [
      ...[strings.day, strings.cost].map(always),
      ...parts.map((feature) => wide(strings.costOf(strings.features[feature]))),
      ...usedColumns(strings),
      wide(strings.offered),
      always(strings.accepted),
    ],
    rows: [...(ahead ? [rowOf(strings.ahead, ahead)] : []), ...rows.reverse()],
  });
}

function usedColumns(strings: UsageStrings): Column[] {
  return [
    always(strings.requests),
    wide(strings.failed),
    always(strings.tokensIn),
    wide(strings.cached),
    always(strings.tokensOut),
  ];
}

function always(name: string): Column {
  return { name };
}

function wide(name: string): Column {
  return { name, isWide: true };
}

function usedCells(
  { requests, failed, tokensIn, cachedTokens, tokensOut }: Metrics,
  { numbers }: PageFormat,
): string[] {
  const all = [requests, failed, tokensIn, cachedTokens, tokensOut];
  return all.map((value) => numbers.count(value));
}

/** A table in a frame that scrolls separately, also by keyboard, if the page is too narrow. */
export function table({ caption, columns, rows }: Table): Markup {
  const body = rows.map(
    ([head, ...cells]) =>
      html`<tr>
        <th scope="row">${head}</th>
        ${cells.map((text, at) => html`<td${classOf(columns[at + 1])}>${text}</td>`)}
      </tr> `,
  );
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function classOf(column: Column | undefined): Markup | undefined {
  return column?.isWide ? html` class="wide"` : undefined;
}
