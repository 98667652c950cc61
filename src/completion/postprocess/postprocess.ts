import type { StoppedAnswer } from './stop/applyStopRules.ts';
import type { PlacedCompletion } from './range/placeCompletion.ts';
import { isVisible, place } from './range/placeCompletion.ts';
import type { FilteredAnswer, PostprocessStep } from './filters/filters.ts';
import { applyFilters } from './filters/filters.ts';
import type { Snapshot } from '../snapshot.ts';

/** A post-processed answer. */
export interface PostprocessedAnswer {
  /** Absent if there is nothing to show. */
  readonly placed?: PlacedCompletion;
  /** The rules that stopped or changed the answer, in order, each with the resulting text; for the trace. */
  readonly steps: readonly PostprocessStep[];
  /** The rule that stopped or emptied the answer. */
  readonly reason: string;
}

/** Turns a stopped answer into a suggestion: filters it, then places it at the cursor. */
export function postprocess(stopped: StoppedAnswer, snapshot: Snapshot): PostprocessedAnswer {
  const filtered = applyFilters(stopped.text, snapshot);
  const placed = place(filtered.text, snapshot);
  const refiltered =
    placed && isCut(placed, filtered) ? refilter(placed, snapshot) : { placed, steps: [] };
  const steps = [
    ...(stopped.steps ?? []),
    ...(stopped.rule ? [{ rule: stopped.rule, text: stopped.text }] : []),
    ...filtered.steps,
    ...refiltered.steps,
  ];
  if (refiltered.placed)
    return { placed: refiltered.placed, steps, reason: stopped.rule ?? 'end of answer' };
  const emptied = stopped.text.trim() === '' ? 'empty answer' : 'nothing new';
  return { steps, reason: steps.at(-1)?.rule ?? emptied };
}

/** Whether placing an answer has cut its end. */
function isCut(
  { text, replacedSuffixLength }: PlacedCompletion,
  filtered: FilteredAnswer,
): boolean {
  return replacedSuffixLength === 0 && text !== filtered.text;
}

/** Filters again: without an unmatched closing bracket at its end, an answer may repeat the code below the cursor. */
function refilter(
  placed: PlacedCompletion,
  snapshot: Snapshot,
): Pick<PostprocessedAnswer, 'steps'> & { readonly placed: PlacedCompletion | undefined } {
  const cut = { rule: 'closers', text: placed.text };
  const { text, steps } = applyFilters(placed.text, snapshot);
  if (steps.length === 0) return { placed, steps: [cut] };
  const shorter = { text, replacedSuffixLength: 0 };
  return { placed: isVisible(shorter, snapshot) ? shorter : undefined, steps: [cut, ...steps] };
}
