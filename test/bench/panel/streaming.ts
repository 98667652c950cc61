import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { bundle, servePage } from '../../browser/panel/page.ts';

/** The cost of an answer of 30 kB in 500 pieces, including layout after each piece. */
export interface StreamingCosts {
  /** All pieces and the end, in milliseconds. */
  readonly totalMs: number;
  /** One piece. */
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly longestMs: number;
  /** The last hundred pieces relative to the first hundred, each the median of all runs: by sum and median. */
  readonly lastToFirst: number;
  readonly lastToFirstMedian: number;
  /** The same answer with markdown-it and highlight.js, rendered as a whole after each piece; estimated from some. */
  readonly wholeTotalMs: number;
  /** The ratio of its cost to the panel's, by sum and median. */
  readonly wholeToOurs: number;
  readonly wholeToOursMedian: number;
}

/** The goals. */
export const STREAMING_GOALS = {
  totalMs: 1_000,
  p95Ms: 4,
  lastToFirst: 1.5,
  wholeToOurs: 20,
} as const;

/** The number of runs. The results are from the run with the median total, after a warm-up run. */
const RUNS = 5;

/** Measures in a browser the cost of a streaming answer, and of rendering it as a whole after each piece. */
export async function measureStreaming(browser: Browser): Promise<StreamingCosts> {
  const styles = await Promise.all(
    ['markdown', 'highlight'].map((name) => readFile(`media/panel/${name}.css`, 'utf8')),
  );
  const script = await bundle('test/bench/panel/streamingPage.ts');
  // The comparison writes HTML, which the panel's policy forbids.
  const served = await servePage(script, { styles: styles.join('\n'), isStrict: false });
  try {
    const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    await page.goto(served.url);
    await page.evaluate(() => window.streamOurs());
    const runs: (readonly number[])[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await page.evaluate(() => window.streamOurs()));
    const whole = await page.evaluate(() => window.streamWhole());
    await page.close();
    return costsOf(runs, whole);
  } finally {
    await served.close();
  }
}

/** The results as text, each with its goal. */
export function streamingText(costs: StreamingCosts): string {
  const { totalMs, medianMs, p95Ms, lastToFirstMedian, wholeTotalMs, wholeToOurs } = costs;
  return [
    'an answer of 30 kB in 500 pieces in the chat panel, with layout:',
    `  ${totalMs} ms in all (goal ${STREAMING_GOALS.totalMs}), a piece ${medianMs} ms, p95 ${p95Ms} ms (goal ${STREAMING_GOALS.p95Ms})`,
    `  the last hundred pieces take ${lastToFirstMedian}x as long as the first (goal ${STREAMING_GOALS.lastToFirst})`,
    `  markdown-it for the whole of it with each piece: ${wholeTotalMs} ms, ${wholeToOurs}x as much (goal ${STREAMING_GOALS.wholeToOurs})`,
  ].join('\n');
}

function costsOf(runs: readonly (readonly number[])[], whole: readonly number[]): StreamingCosts {
  const times = runs.toSorted((a, b) => sum(a) - sum(b))[Math.floor(RUNS / 2)]!;
  const pieces = times.slice(0, -1);
  // Other processes may slow down a hundred pieces of one run, but hardly the same ones of most runs.
  const usual = pieces.map((_, at) => median(runs.map((run) => run[at]!)));
  const first = usual.slice(0, 100);
  const last = usual.slice(-100);
  const wholePieces = whole.slice(0, -1);
  const wholeTotal = (sum(wholePieces) / wholePieces.length) * pieces.length;
  return {
    totalMs: round(sum(times)),
    medianMs: round(median(pieces)),
    p95Ms: round(quantile(pieces, 0.95)),
    longestMs: round(Math.max(...times)),
    lastToFirst: round(sum(last) / sum(first)),
    lastToFirstMedian: round(median(last) / median(first)),
    wholeTotalMs: round(wholeTotal),
    wholeToOurs: round(wholeTotal / sum(times)),
    wholeToOursMedian: round(median(wholePieces) / median(pieces)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
