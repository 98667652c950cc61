import type { Markup } from './markup.ts';
import { html } from './markup.ts';

/** The size of a chart in its own units. On the page, the height is the same and the width is stretched. */
const HEIGHT = 120;
const SLOT = 10;
const BAR = 7;
/** Minimum height of a bar that is not 0. */
const MIN_HEIGHT = 2;

/** Fill patterns that distinguish the parts of bars without color. */
const FILLS = ['solid', 'striped', 'dotted', 'hollow', 'upright', 'checkered', 'slanted'] as const;
/** The fills that are patterns; see {@link patterns}. */
const PATTERNS: ReadonlySet<string> = new Set<(typeof FILLS)[number]>([
  'striped',
  'dotted',
  'upright',
  'checkered',
  'slanted',
]);

/** A chart with one stacked bar per entry. */
export interface BarChart {
  /** The chart's ID, unique in the page. */
  readonly id: string;
  /** Name and description for screen readers. */
  readonly title: string;
  readonly description: string;
  readonly bars: readonly Bar[];
}

/** One bar; `label` is its tooltip. At most seven parts, the same ones in each bar. */
export interface Bar {
  readonly label: string;
  readonly parts: readonly number[];
}

/** The end of an axis for the largest bar: 1, 2, 4, 6 or 8 times a power of ten; 1 without values. */
export function axisEnd(bars: readonly Bar[]): number {
  const largest = Math.max(0, ...bars.map(({ parts }) => total(parts)));
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  // Rounding may make the end slightly too small.
  return ([1, 2, 4, 6, 8].find((step) => step * power >= largest * (1 - 1e-9)) ?? 10) * power;
}

/**
 * A bar chart as SVG, with CSS classes for the theme's colors. Its only texts are for screen readers and tooltips.
 */
export function barChart({ id, title, description, bars }: BarChart): Markup {
  const width = Math.max(1, bars.length) * SLOT;
  const end = axisEnd(bars);
  return html`<svg
    class="chart"
    role="img"
    aria-labelledby="${id}-title"
    aria-describedby="${id}-text"
    viewBox="0 0 ${width} ${HEIGHT}"
    preserveAspectRatio="none"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-text">${description}</desc>
    ${[0, HEIGHT / 2, HEIGHT].map((y) => html`<line class="grid" x1="0" x2="${width}" y1="${y}" y2="${y}" />`)}
    ${bars.map((bar, at) => drawnBar(bar, at * SLOT, end))}
  </svg>`;
}

/** The fill patterns of bars and legends; included once per page. */
export function patterns(): Markup {
  return html`<svg class="patterns" aria-hidden="true" width="0" height="0">
    <defs>
      <pattern id="striped" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect class="stripe" width="4" height="2" />
      </pattern>
      <pattern id="dotted" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect class="stripe" width="2" height="2" />
      </pattern>
      <pattern id="upright" width="3" height="3" patternUnits="userSpaceOnUse">
        <rect class="stripe" width="1.5" height="3" />
      </pattern>
      <pattern id="checkered" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect class="stripe" width="2" height="2" />
        <rect class="stripe" x="2" y="2" width="2" height="2" />
      </pattern>
      <pattern
        id="slanted"
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="stripe" width="4" height="1.5" />
      </pattern>
    </defs>
  </svg>`;
}

/** The legend symbol of a part. */
export function legendSwatch(part: number): Markup {
  return html`<svg class="key" aria-hidden="true" viewBox="0 0 12 12" width="12" height="12">
    ${box(part, 1, 1, 10, 10)}
  </svg>`;
}

function drawnBar({ label, parts }: Bar, x: number, end: number): Markup {
  const heights = heightsOf(parts, end);
  let y = HEIGHT;
  const boxes = heights.map((height, part) => {
    y -= height;
    return height > 0 ? box(part, x + (SLOT - BAR) / 2, y, BAR, height) : undefined;
  });
  const space = html`<rect class="space" x="${x}" y="0" width="${SLOT}" height="${HEIGHT}" />`;
  return html`<g><title>${label}</title>${space}${boxes}</g>`;
}

/** The heights of a bar's parts, together at most the height of the chart. */
function heightsOf(parts: readonly number[], end: number): number[] {
  const heights = parts.map((value) => {
    const amount = amountOf(value);
    return amount > 0 ? Math.max(MIN_HEIGHT, (amount / end) * HEIGHT) : 0;
  });
  const excess = total(heights) - HEIGHT;
  const highest = heights.indexOf(Math.max(...heights));
  return heights.map((height, at) => (at === highest && excess > 0 ? height - excess : height));
}

function box(part: number, x: number, y: number, width: number, height: number): Markup {
  const fill = FILLS[part % FILLS.length] ?? 'solid';
  // A URL in a style sheet would be resolved relative to that style sheet.
  const pattern = PATTERNS.has(fill) ? html` fill="url(#${fill})"` : undefined;
  return html`<rect
    class="bar ${fill}"
    ${pattern}
    x="${x}"
    y="${round(y)}"
    width="${width}"
    height="${round(height)}"
  />`;
}

function total(parts: readonly number[]): number {
  return parts.reduce((all, part) => all + amountOf(part), 0);
}

/** A number that can be drawn: invalid, negative and extremely small numbers become 0. */
function amountOf(value: number): number {
  return value > 1e-12 ? Math.min(value, 1e15) : 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
