import type { ServiceName } from '../../mistral/serviceName.ts';
import { costChart, requestChart } from './usageCharts.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import type { ReportedQuota } from './quotaTable.ts';
import { quotaTable, servicesWithoutQuota } from './quotaTable.ts';
import type { PageFormat } from './usageTables.ts';
import { dayTable, modelTable, overviewTable } from './usageTables.ts';
import type { UsageView } from './usageView.ts';

/** The content of the page. */
export interface PageFacts {
  readonly view: UsageView;
  /** When the page is rendered, in milliseconds since the epoch. */
  readonly at: number;
  /** US dollars per month, if set. */
  readonly budget: number | undefined;
  readonly remainingQuota: Readonly<Record<ServiceName, ReportedQuota>>;
  /** The date of the price data, as `2026-11-21`. */
  readonly pricesAsOf: string;
  /** The folder of the usage files. */
  readonly folder: string;
}

/** How the page is embedded in its webview. */
export interface PageFrame {
  /** The URL of the style sheet, and the sources of style sheets: the webview's `cspSource`. */
  readonly style: string;
  readonly source: string;
  /** The URL of the script that updates the page, and the nonce by which it is allowed. */
  readonly script: string;
  readonly nonce: string;
  /** A language tag, such as `fr`. */
  readonly language: string;
  /** The commands of the page's links. */
  readonly commands: Readonly<Record<'refresh' | 'export' | 'reset', string>>;
}

/** The usage page. Its policy allows only the extension's style sheets and one script by its nonce. */
export function usageHtml(page: PageFacts, pageFormat: PageFormat, frame: PageFrame): string {
  const { strings, numbers } = pageFormat;
  const { view } = page;
  const policy = `default-src 'none'; script-src 'nonce-${frame.nonce}'; style-src ${frame.source}; base-uri 'none'; form-action 'none'`;
  const link = (action: keyof PageFrame['commands'], text: string) =>
    html`<li><a href="command:${frame.commands[action]}">${text}</a></li>`;
  const document = html`<html lang="${frame.language}">
    <head>
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${strings.title}</title>
      <link rel="stylesheet" href="${frame.style}" />
    </head>
    <body>
      <main>
        <header>
          <h1>${strings.title}</h1>
          <p class="quiet">${strings.asOf(numbers.dateTime(page.at))}</p>
          <ul class="actions">
            ${link('refresh', strings.refresh)}
            ${view.isEmpty ? undefined : [link('export', strings.export), link('reset', strings.reset)]}
          </ul>
        </header>
        ${view.isEmpty ? html`<p>${strings.empty}</p>` : statistics(page, pageFormat)}
        ${quotaTable(page.remainingQuota, pageFormat)} ${notes(page, pageFormat)}
      </main>
      <script nonce="${frame.nonce}" src="${frame.script}"></script>
    </body>
  </html>`;
  return `<!DOCTYPE html>\n${document.text}`;
}

function statistics({ view, budget }: PageFacts, pageFormat: PageFormat): Markup {
  return html`${overviewTable(view, pageFormat)}
    ${budget !== undefined && budget > 0 ? budgetLine(view, budget, pageFormat) : undefined}
    <div class="charts">${costChart(view, pageFormat)} ${requestChart(view, pageFormat)}</div>
    ${view.models.length > 0 ? modelTable(view, pageFormat) : undefined}
    ${dayTable(view, pageFormat)}`;
}

function budgetLine(
  { month }: UsageView,
  budget: number,
  { strings, numbers }: PageFormat,
): Markup {
  const share = numbers.share(month.cost, budget);
  const text = strings.budget(numbers.money(month.cost), numbers.money(budget), share);
  return html`<div class="budget">
    <p>${text}</p>
    <meter
      aria-label="${strings.budgetName}"
      min="0"
      max="${budget}"
      value="${Math.min(month.cost, budget)}"
    >
      ${share}
    </meter>
  </div>`;
}

/** Notes about requests that the month's cost does not include. */
function unknowns({ month, monthEstimate }: UsageView, { strings, numbers }: PageFormat): string[] {
  const { requests, untracked, unpriced } = month;
  const of = numbers.count(requests);
  return [
    ...(untracked > 0 ? [strings.withoutUsage(numbers.count(untracked), of)] : []),
    ...(monthEstimate > 0 ? [strings.estimate(numbers.money(monthEstimate))] : []),
    ...(unpriced > 0 ? [strings.unpriced(numbers.count(unpriced), of)] : []),
  ];
}

function notes(
  { view, remainingQuota, pricesAsOf, folder }: PageFacts,
  pageFormat: PageFormat,
): Markup {
  const { strings, numbers } = pageFormat;
  const all = [
    ...unknowns(view, pageFormat),
    ...servicesWithoutQuota(remainingQuota).map((service) =>
      strings.notReported(strings.services[service]),
    ),
    ...strings.notes({ pricesAsOf: numbers.day(pricesAsOf) }),
  ];
  return html`<ul class="notes quiet">
    ${view.isEmpty ? undefined : html`<li class="narrow">${strings.moreColumns}</li>`}
    ${strings.wideNotes.map((note) => html`<li class="wide">${note}</li>`)}
    ${all.map((note) => html`<li>${note}</li> `)}
    <li>${strings.files} <code>${folder}</code></li>
  </ul>`;
}
