import type { ServiceName } from '../mistral/services.ts';
import { costFigure, requestFigure } from './charts.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import type { Heard } from './leftTable.ts';
import { leftTable } from './leftTable.ts';
import type { Writing } from './tables.ts';
import { dayTable, modelTable, overviewTable } from './tables.ts';
import type { UsageView } from './view.ts';

/** All that is on the page, beside the statistics. */
export interface PageFacts {
  readonly view: UsageView;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** US dollars a month, where the user set them. */
  readonly budget: number | undefined;
  readonly left: Readonly<Record<ServiceName, Heard>>;
  /** The day from which the prices are, as `2026-11-21`. */
  readonly pricesAsOf: string;
  /** Where the files are. */
  readonly folder: string;
}

/** How the page is put into its webview. */
export interface PageFrame {
  /** The address of the style sheet, and where style sheets may come from: the webview's `cspSource`. */
  readonly style: string;
  readonly source: string;
  /** A language tag, such as `fr`. */
  readonly language: string;
  /** Commands behind the page's links. */
  readonly commands: Readonly<Record<'refresh' | 'export' | 'reset', string>>;
}

/** The usage page. Its policy: a style sheet of ours, and nothing else; no script. */
export function usageHtml(page: PageFacts, writing: Writing, frame: PageFrame): string {
  const { words, numbers } = writing;
  const { view } = page;
  const policy = `default-src 'none'; style-src ${frame.source}; base-uri 'none'; form-action 'none'`;
  const link = (action: keyof PageFrame['commands'], text: string) =>
    html`<li><a href="command:${frame.commands[action]}">${text}</a></li>`;
  const document = html`<html lang="${frame.language}">
    <head>
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${words.title}</title>
      <link rel="stylesheet" href="${frame.style}" />
    </head>
    <body>
      <main>
        <header>
          <h1>${words.title}</h1>
          <p class="quiet">${words.asOf(numbers.moment(page.at))}</p>
          <ul class="actions">
            ${link('refresh', words.refresh)}
            ${view.isEmpty ? undefined : [link('export', words.export), link('reset', words.reset)]}
          </ul>
        </header>
        ${view.isEmpty ? html`<p>${words.empty}</p>` : statistics(page, writing)}
        ${leftTable(page.left, writing)} ${notes(page, writing)}
      </main>
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${document.text}`;
}

function statistics({ view, budget }: PageFacts, writing: Writing): Markup {
  return html`${overviewTable(view, writing)}
    ${budget !== undefined && budget > 0 ? budgetLine(view, budget, writing) : undefined}
    ${unknowns(view, writing)}
    <div class="charts">${costFigure(view, writing)} ${requestFigure(view, writing)}</div>
    ${view.models.length > 0 ? modelTable(view, writing) : undefined} ${dayTable(view, writing)}`;
}

function budgetLine({ month }: UsageView, budget: number, { words, numbers }: Writing): Markup {
  const share = numbers.share(month.cost, budget);
  const text = words.budget(numbers.money(month.cost, 2), numbers.money(budget, 2), share);
  return html`<div class="budget">
    <p>${text}</p>
    <meter
      aria-label="${words.budgetName}"
      min="0"
      max="${budget}"
      value="${Math.min(month.cost, budget)}"
    >
      ${share}
    </meter>
  </div>`;
}

/** What the month's cost does not have in it. */
function unknowns({ month, monthEstimate }: UsageView, { words, numbers }: Writing): Markup[] {
  const { requests, unmetered, unpriced } = month;
  const of = numbers.count(requests);
  return [
    ...(unmetered > 0 ? [words.unmetered(numbers.count(unmetered), of)] : []),
    ...(monthEstimate > 0 ? [words.estimate(numbers.money(monthEstimate))] : []),
    ...(unpriced > 0 ? [words.unpriced(numbers.count(unpriced), of)] : []),
  ].map((text) => html`<p>${text}</p>`);
}

function notes({ pricesAsOf, folder }: PageFacts, { words, numbers }: Writing): Markup {
  const all = words.notes({ pricesAsOf: numbers.day(pricesAsOf) });
  return html`<ul class="notes quiet">
    ${all.map((note) => html`<li>${note}</li> `)}
    <li>${words.files} <code>${folder}</code></li>
  </ul>`;
}
