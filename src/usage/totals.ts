import type { Figures } from './figures.ts';
import { NO_FIGURES } from './figures.ts';

/** All of them together. */
export function sum(rows: readonly Figures[]): Figures {
  const names = Object.keys(NO_FIGURES) as (keyof Figures)[];
  const total: Record<keyof Figures, number> = { ...NO_FIGURES };
  for (const row of rows) for (const name of names) total[name] += row[name];
  return total;
}
