import type { Bar } from './chart.ts';
import { axisEnd, barChart, key, patterns } from './chart.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';
import type { Writing } from './tables.ts';
import type { UsageView } from './view.ts';
import { FEATURES } from './view.ts';

/** The cost of each day, by feature. */
export function costFigure(view: UsageView, writing: Writing): Markup {
  const { words, numbers } = writing;
  const keys = FEATURES.map(
    (feature, part) => html`<li>${key(part)} ${words.features[feature]}</li>`,
  );
  return figure({
    ...{ id: 'cost', title: words.costChart, view, writing },
    partsOf: ({ costs }) => FEATURES.map((feature) => costs[feature]),
    write: (value) => numbers.money(value),
    below: html`${patterns()}
      <ul class="keys">
        ${keys}
      </ul>`,
  });
}

/** The requests of each day. */
export function requestFigure(view: UsageView, writing: Writing): Markup {
  return figure({
    ...{ id: 'requests', title: writing.words.requestChart, view, writing },
    partsOf: ({ figures }) => [figures.requests],
    write: (value) => writing.numbers.count(value),
  });
}

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly view: UsageView;
  readonly writing: Writing;
  readonly partsOf: (line: UsageView['days'][number]) => readonly number[];
  readonly write: (value: number) => string;
  readonly below?: Markup;
}

/** A chart with its axes: their texts stand outside of the drawing, which is stretched. */
function figure({ id, title, view, writing, partsOf, write, below }: Figure): Markup {
  const { words, numbers } = writing;
  const amounts = view.days.map((line) => partsOf(line).reduce((all, part) => all + part, 0));
  const bars = view.days.map((line, at): Bar => ({
    label: `${numbers.day(line.day)}: ${write(amounts[at] ?? 0)}`,
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
      ? words.highest(write(highest), numbers.day(best.day), write(total))
      : words.nothingInChart;
  return html`<figure>
    <figcaption>${title}</figcaption>
    <div class="plot">
      <div class="axis" aria-hidden="true">
        <span>${write(axisEnd(bars))}</span><span>${write(0)}</span>
      </div>
      ${barChart({ id, title, description, bars })}
    </div>
    <div class="days" aria-hidden="true"><span>${first}</span><span>${last}</span></div>
    ${below}
  </figure>`;
}
