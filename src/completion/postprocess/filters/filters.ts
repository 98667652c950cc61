import type { Snapshot } from '../../snapshot.ts';
import { dropTruncatedLastLine } from './truncatedLine.ts';
import { dropRepeatedPrefix } from './repeatedPrefix.ts';
import { fixIndentation } from './fixIndentation.ts';
import { fixLeadingWhitespace, trimTrailingWhitespace } from './whitespace.ts';
import { dropRepeatedSuffix } from './repeatedSuffix.ts';
import { dropRepetition } from './repetition.ts';

/** A filter removes text from an answer or re-indents it; it never adds text. */
type Filter = (text: string, snapshot: Snapshot) => string;

/** The filters in order, with their names in the trace. */
const FILTERS: readonly (readonly [string, Filter])[] = [
  ['repeated prefix', dropRepeatedPrefix],
  ['leading whitespace', fixLeadingWhitespace],
  ['repetition', dropRepetition],
  ['broken string', dropTruncatedLastLine],
  ['text below', dropRepeatedSuffix],
  ['indentation', fixIndentation],
  ['trailing whitespace', trimTrailingWhitespace],
];

/** A rule that changed an answer, with the resulting text; for the trace. */
export interface PostprocessStep {
  readonly rule: string;
  readonly text: string;
}

/** A filtered answer, and the steps in order. */
export interface FilteredAnswer {
  readonly text: string;
  readonly steps: readonly PostprocessStep[];
}

/** Maximum number of rounds; two are nearly always enough. */
const MAX_ROUNDS = 4;

/** Applies all filters until none of them changes the answer. */
export function applyFilters(text: string, snapshot: Snapshot): FilteredAnswer {
  const steps: PostprocessStep[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = text;
    for (const [rule, filter] of FILTERS) {
      const next = filter(text, snapshot);
      if (next !== text) steps.push({ rule, text: next });
      text = next;
    }
    if (text === before) break;
  }
  return { text, steps };
}
