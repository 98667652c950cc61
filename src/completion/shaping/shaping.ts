import type { Snapshot } from '../snapshot.ts';
import { dropOwnBeginning, fixLeadingBlanks } from './beginning.ts';
import { fitIndentation, trimEnds } from './indentation.ts';
import { dropOverlap } from './overlap.ts';
import { dropLineAbove, dropRepetition } from './repetition.ts';

/** A filter takes a piece of the answer away or re-indents it; it never adds anything. */
export type Filter = (text: string, snapshot: Snapshot) => string;

/** The filters in the order in which an answer passes them, with the names that the trace gives them. */
const FILTERS: readonly (readonly [string, Filter])[] = [
  ['own beginning', dropOwnBeginning],
  ['leading blanks', fixLeadingBlanks],
  ['repetition', dropRepetition],
  ['line above', dropLineAbove],
  ['text below', dropOverlap],
  ['indentation', fitIndentation],
  ['trailing blanks', trimEnds],
];

/** A shaped answer and the names of the filters that changed it. */
export interface Shaped {
  readonly text: string;
  readonly rules: readonly string[];
}

/** Rounds after which an answer is taken as it is; two are nearly always enough. */
const MOST_ROUNDS = 4;

/** Shapes an ended answer to its place, until no filter finds anything more to take away. */
export function shape(text: string, snapshot: Snapshot): Shaped {
  const rules = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = text;
    for (const [name, filter] of FILTERS) {
      const next = filter(text, snapshot);
      if (next !== text) rules.add(name);
      text = next;
    }
    if (text === before) break;
  }
  return { text, rules: [...rules] };
}
