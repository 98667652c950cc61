import type { Costs } from './cost.ts';
import type { CurvePoint, Goal, PolicyRow, Table } from './results.ts';

const COLUMNS: readonly (readonly [title: string, cell: (row: PolicyRow) => string])[] = [
  ['policy', ({ policy }) => policy],
  ['requests', ({ figures }) => String(figures.requests)],
  ['per 100', ({ figures }) => figures.requestsPer100.toFixed(2)],
  ['prompt tok', ({ figures }) => figures.promptTokensPer100.toFixed(0)],
  ['answer tok', ({ figures }) => figures.generatedTokensPer100.toFixed(1)],
  ['unseen', ({ figures }) => percent(figures.shownShare === null ? null : 1 - figures.shownShare)],
  ['refused', ({ figures }) => String(figures.refusals)],
  ['correct', ({ figures }) => percent(figures.correctShare)],
  ['any', ({ figures }) => percent(figures.anyShare)],
  ['wrong of any', ({ figures }) => percent(figures.wrongOfShown)],
  ['p50 ms', ({ figures }) => figures.p50?.toFixed(0) ?? '-'],
  ['p95 ms', ({ figures }) => figures.p95?.toFixed(0) ?? '-'],
  ['keys saved', ({ keysSaved }) => percent(keysSaved ?? null)],
  ['most/s', ({ figures }) => String(figures.busiestSecond)],
];

/** A table for the terminal, one policy per row. */
export function tableText({ model, profile, rows }: Table): string {
  const body = rows.map((row) => COLUMNS.map(([, cell]) => cell(row)));
  const title = `${model} model, ${profile} service (tokens for 100 typed characters)`;
  return `\n${title}\n${aligned([COLUMNS.map(([name]) => name), ...body])}`;
}

/** The goals, one per line. */
export function goalsText(goals: readonly Goal[]): string {
  const body = goals.map(({ name, model, profile, value, goal, isReached }) => [
    name,
    `${model}, ${profile}`,
    value === null ? '-' : String(value),
    goal,
    isReached ? 'reached' : 'missed',
  ]);
  return `\ngoals\n${aligned([['figure', 'where', 'value', 'goal', ''], ...body])}`;
}

/** The trade-off curve, one delay per row. */
export function curveText(points: readonly CurvePoint[]): string {
  const body = points.map(({ delay, requestsPer100, correctShare, p50 }) => [
    String(delay),
    requestsPer100.toFixed(2),
    percent(correctShare),
    p50?.toFixed(0) ?? '-',
  ]);
  const head = ['wait, ms', 'requests per 100', 'correct', 'p50 ms'];
  return `\nwhat a wait costs and brings (good model, fast service)\n${aligned([head, ...body])}`;
}

/** The cost of the engine on this machine. */
export function costsText(costs: Costs): string {
  const body = Object.entries(costs).map(([name, value]) => [name, String(value)]);
  return `\ncost of the engine on this machine\n${aligned(body)}`;
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

/** Left-aligns the first column and right-aligns the others. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
