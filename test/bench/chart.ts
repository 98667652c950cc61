import type { Results, PolicyRow } from './results.ts';

const WIDTH = 860;
const HEIGHT = 400;
/** The size of the picture in pixels. */
export const CHART_SIZE = { width: WIDTH, height: HEIGHT };
/** Where bars start, and the length of the longest one. */
const LEFT = 120;
const LONGEST = 640;
const BAR = 14;
const ROW = 40;

/** The policies in the picture, with their labels. */
const NAMES: Readonly<Record<string, string>> = {
  ours: 'Codestral',
  joined: 'joined',
  fixed: 'fixed 350 ms',
  naive: 'every key',
};

const STYLE = `text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.paper { fill: #ffffff } .strong { fill: #e8590c } .weak { fill: #8b949e } .faint { opacity: .55 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .paper { fill: #0d1117 } .strong { fill: #ff8a3d } }`;

interface Bar {
  readonly value: number;
  readonly label: string;
  readonly style: string;
}

/** The chart in the README: latency and requests of the four policies, with the good model and the fast service. */
export function chartOf({ tables }: Results): string {
  const rows = tables[0]?.rows.filter(({ policy }) => policy in NAMES) ?? [];
  const latency = rows.map(({ figures: { p50, p95 }, policy }) => [
    { value: p50 ?? 0, label: `${(p50 ?? 0).toFixed(0)} ms`, style: styleOf(policy) },
    { value: p95 ?? 0, label: `${(p95 ?? 0).toFixed(0)} ms`, style: `${styleOf(policy)} faint` },
  ]);
  const requests = rows.map(({ figures: { requestsPer100 }, policy }) => [
    { value: requestsPer100, label: requestsPer100.toFixed(1), style: styleOf(policy) },
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    panel('From key to suggestion: median, and 95 of 100', rows, latency, 24),
    panel('Requests for 100 typed characters', rows, requests, 224),
    '</svg>',
    '',
  ].join('\n');
}

function panel(
  title: string,
  rows: readonly PolicyRow[],
  groups: readonly (readonly Bar[])[],
  top: number,
): string {
  const most = Math.max(...groups.flat().map(({ value }) => value));
  const lines = groups.flatMap((bars, row) => {
    const y = top + 12 + row * ROW;
    const name = `<text x="${LEFT - 10}" y="${y + 19}" text-anchor="end">${NAMES[rows[row]?.policy ?? ''] ?? ''}</text>`;
    const drawn = bars.map((bar, at) => barAt(bar, most, y + at * BAR + (2 - bars.length) * 7));
    return [name, ...drawn];
  });
  return [`<text class="title" x="16" y="${top}">${title}</text>`, ...lines].join('\n');
}

function barAt({ value, label, style }: Bar, most: number, y: number): string {
  const width = Math.max(2, most === 0 ? 0 : (value / most) * LONGEST).toFixed(1);
  const end = (LEFT + Number(width) + 6).toFixed(1);
  return `<rect class="${style}" x="${LEFT}" y="${y + 1}" width="${width}" height="${BAR - 2}" rx="2"/><text x="${end}" y="${y + 12}">${label}</text>`;
}

function styleOf(policy: string): string {
  return policy === 'ours' ? 'strong' : 'weak';
}
