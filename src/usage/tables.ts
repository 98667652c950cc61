import type { Figures } from './figures.ts';
import { LATENCY_STEPS } from './figures.ts';
import type { Markup } from './markup.ts';
import { html, shownName } from './markup.ts';
import type { UsageNumbers } from './numbers.ts';
import { NONE } from './numbers.ts';
import type { DayLine, UsageView } from './view.ts';
import { FEATURES } from './view.ts';
import type { UsageWords } from './words.ts';

/** What tables are written with. */
export interface Writing {
  readonly words: UsageWords;
  readonly numbers: UsageNumbers;
}

/** A table: its caption, the heading of each column, and rows whose first cell names them. */
interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}
type Row = readonly [head: string | Markup, ...cells: readonly string[]];

/** Today, the month and the last days beside each other. */
export function overviewTable({ today, month, recent }: UsageView, writing: Writing): Markup {
  const { words } = writing;
  return table({
    caption: words.overview,
    columns: [words.period, words.cost, ...usedColumns(words), words.offered, words.accepted],
    rows: [
      overviewRow(words.today, today, writing),
      overviewRow(words.month, month, writing),
      overviewRow(words.recent, recent, writing),
    ],
  });
}

function overviewRow(name: string, figures: Figures, writing: Writing): Row {
  const { numbers } = writing;
  const { cost, offered, accepted } = figures;
  return [
    ...([name, numbers.money(cost)] as const),
    ...usedCells(figures, writing),
    ...[offered, accepted].map((value) => numbers.count(value)),
  ];
}

/** What each model did for each feature in the last days. */
export function modelTable({ models, otherModels }: UsageView, writing: Writing): Markup {
  const { words } = writing;
  const rows = models.map(({ service, model, feature, figures, median, p95 }): Row => {
    const task = `${words.features[feature]} · ${words.services[service]}`;
    const head = html`<bdi>${shownName(model)}</bdi> <span class="quiet">${task}</span>`;
    return modelRow(head, figures, [median, p95], writing);
  });
  const others = otherModels && words.others(writing.numbers.count(otherModels.count));
  return table({
    caption: words.byModel,
    columns: [
      ...[words.model, words.cost, ...usedColumns(words), words.median, words.p95],
      ...[words.offered, words.accepted, words.share, words.characters],
    ],
    rows: otherModels
      ? [...rows, modelRow(others ?? '', otherModels.figures, [undefined, undefined], writing)]
      : rows,
  });
}

function modelRow(
  head: string | Markup,
  figures: Figures,
  times: readonly (number | undefined)[],
  writing: Writing,
): Row {
  const { numbers } = writing;
  const { cost, offered, accepted, acceptedCharacters } = figures;
  // Where nothing was offered, nothing could be accepted: chat.
  const ofOffered = (text: string) => (offered > 0 || accepted > 0 ? text : NONE);
  return [
    ...([head, numbers.money(cost)] as const),
    ...usedCells(figures, writing),
    ...times.map((time) => timeWithin(time, numbers)),
    ofOffered(numbers.count(offered)),
    ofOffered(numbers.count(accepted)),
    ofOffered(numbers.share(accepted, offered)),
    ofOffered(numbers.count(acceptedCharacters)),
  ];
}

/** A time is known as the step it is in; the last step has no end. */
function timeWithin(ms: number | undefined, numbers: UsageNumbers): string {
  if (ms === undefined) return NONE;
  const [secondLast = ms, last] = LATENCY_STEPS.slice(-2);
  return ms === last ? `> ${numbers.duration(secondLast)}` : `≤ ${numbers.duration(ms)}`;
}

/** The last days on which anything was used, the newest first: the numbers of both charts. */
export function dayTable({ days, ahead }: UsageView, writing: Writing): Markup {
  const { words, numbers } = writing;
  const used = FEATURES.filter((feature) => days.some(({ costs }) => costs[feature] > 0));
  // Of one feature alone, the cost is that of the day.
  const parts = used.length > 1 ? used : [];
  const rowOf = (head: string | Markup, figures: Figures, costs?: DayLine['costs']): Row => [
    ...([head, numbers.money(figures.cost)] as const),
    ...parts.map((feature) => (costs && costs[feature] > 0 ? numbers.money(costs[feature]) : NONE)),
    ...usedCells(figures, writing),
    ...[figures.offered, figures.accepted].map((value) => numbers.count(value)),
  ];
  const rows = days
    .filter(({ figures }) => Object.values(figures).some((value) => value !== 0))
    .map(({ day, figures, costs }) =>
      rowOf(html`<time datetime="${day}">${numbers.day(day)}</time>`, figures, costs),
    );
  return table({
    caption: words.byDay,
    columns: [
      ...[words.day, words.cost],
      ...parts.map((feature) => words.costOf(words.features[feature])),
      ...[...usedColumns(words), words.offered, words.accepted],
    ],
    rows: [...(ahead ? [rowOf(words.ahead, ahead)] : []), ...rows.reverse()],
  });
}

function usedColumns(words: UsageWords): string[] {
  return [words.requests, words.failed, words.tokensIn, words.cached, words.tokensOut];
}

function usedCells(
  { requests, failed, tokensIn, cachedTokens, tokensOut }: Figures,
  { numbers }: Writing,
): string[] {
  const all = [requests, failed, tokensIn, cachedTokens, tokensOut];
  return all.map((value) => numbers.count(value));
}

/** A table in a frame of its own, which scrolls by itself and by the keyboard where the page is too narrow. */
export function table({ caption, columns, rows }: Table): Markup {
  const body = rows.map(
    ([head, ...cells]) =>
      html`<tr>
        <th scope="row">${head}</th>
        ${cells.map((text) => html`<td>${text}</td>`)}
      </tr> `,
  );
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}
