import type { Bar } from './barChart.ts';
import { axisEnd, barChart, legendSwatch, patterns } from './barChart.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import type { PageFormat } from './usageTables.ts';
import type { UsageView } from './usageView.ts';
import { FEATURES } from './usageView.ts';

/** The cost per day, by feature. */
export function costChart(view: UsageView, pageFormat: PageFormat): Markup {
  const { strings, numbers } = pageFormat;
  const isUsed = (feature: (typeof FEATURES)[number]) =>
    view.days.some(({ costs }) => costs[feature] > 0);
  const keys = FEATURES.map((feature, part) =>
    isUsed(feature) ? html`<li>${legendSwatch(part)} ${strings.features[feature]}</li>` : undefined,
  );
  return chartSection({
    id: 'cost',
    title: strings.costChart,
    view,
    pageFormat,
    partsOf: ({ costs }) => FEATURES.map((feature) => costs[feature]),
    format: (value) => numbers.money(value),
    below: html`${patterns()}
      <ul class="keys">
        ${keys}
      </ul>`,
  });
}

/** The requests per day. */
export function requestChart(view: UsageView, pageFormat: PageFormat): Markup {
  return chartSection({
    id: 'requests',
    title: pageFormat.strings.requestChart,
    view,
    pageFormat,
    partsOf: ({ metrics }) => [metrics.requests],
    format: (value) => pageFormat.numbers.count(value),
  });
}

interface ChartSection {
  readonly id: string;
  readonly title: string;
  readonly view: UsageView;
  readonly pageFormat: PageFormat;
  readonly partsOf: (line: UsageView['days'][number]) => readonly number[];
  readonly format: (value: number) => string;
  readonly below?: Markup;
}

/** A chart with its axes. Their labels are outside of the SVG, which is stretched. */
function chartSection({
  id,
  title,
  view,
  pageFormat,
  partsOf,
  format,
  below,
}: ChartSection): Markup {
  const { strings, numbers } = pageFormat;
  const amounts = view.days.map((line) => partsOf(line).reduce((all, part) => all + part, 0));
  const bars = view.days.map((line, at): Bar => ({
    label: `${numbers.day(line.day)}: ${format(amounts[at] ?? 0)}`,
    parts: partsOf(line),
  }));
  const highest = Math.max(...amounts);
  const total = amounts.reduce((all, amount) => all + amount, 0);
  const [first = '', last = ''] = [view.days[0], view.days.at(-1)].map(
    (line) => line && numbers.shortDay(line.day),
  );
  const best = view.days[amounts.indexOf(highest)];
  const description =
    highest > 0 && best
      ? strings.highest(format(highest), numbers.day(best.day), format(total))
      : strings.nothingInChart;
  return html`<figure>
    <figcaption>${title}</figcaption>
    <div class="plot">
      <div class="axis" aria-hidden="true">
        <span>${format(axisEnd(bars))}</span><span>${format(0)}</span>
      </div>
      ${barChart({ id, title, description, bars })}
    </div>
    <div class="days" aria-hidden="true"><span>${first}</span><span>${last}</span></div>
    ${below}
  </figure>`;
}
