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

/** Shapes an ended answer to its place. */
export function shape(text: string, snapshot: Snapshot): Shaped {
  const rules: string[] = [];
  for (const [name, filter] of FILTERS) {
    const next = filter(text, snapshot);
    if (next !== text) rules.push(name);
    text = next;
  }
  return { text, rules };
}
