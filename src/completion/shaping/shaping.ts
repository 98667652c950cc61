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

/** A rule that changed an answer, and what it left of it; for the trace. */
export interface Step {
  readonly rule: string;
  readonly text: string;
}

/** A shaped answer and what the filters did to it, in order. */
export interface Shaped {
  readonly text: string;
  readonly steps: readonly Step[];
}

/** Rounds after which an answer is taken as it is; two are nearly always enough. */
const MOST_ROUNDS = 4;

/** Shapes an ended answer to its place, until no filter finds anything more to take away. */
export function shape(text: string, snapshot: Snapshot): Shaped {
  const steps: Step[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
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
