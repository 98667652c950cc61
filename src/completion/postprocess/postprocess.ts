import type { StoppedAnswer } from './stop/applyStopRules.ts';
import type { PlacedCompletion } from './range/placeCompletion.ts';
import { isVisible, place } from './range/placeCompletion.ts';
import type { FilterStep } from './filters/filters.ts';
import { applyFilters } from './filters/filters.ts';
import type { Snapshot } from '../snapshot.ts';

/** A post-processed answer. */
export interface PostprocessedAnswer {
  /** Absent if there is nothing to show. */
  readonly placed?: PlacedCompletion;
  /** The rules that stopped or changed the answer, in order, each with the resulting text; for the trace. */
  readonly steps: readonly FilterStep[];
  /** The rule that stopped or emptied the answer. */
  readonly reason: string;
}

/** Turns a stopped answer into a suggestion: filters it, then places it at the cursor. */
export function postprocess(stopped: StoppedAnswer, snapshot: Snapshot): PostprocessedAnswer {
  const first = applyFilters(stopped.text, snapshot);
  const placed = place(first.text, snapshot);
  // Without an unmatched closing bracket at its end, the answer may repeat the code below the cursor.
  const isCut =
    placed !== undefined && placed.replacedSuffixLength === 0 && placed.text !== first.text;
  const second = isCut ? applyFilters(placed.text, snapshot) : undefined;
  const shorter = { text: second?.text ?? '', replacedSuffixLength: 0 };
  const isShorter = second !== undefined && second.steps.length > 0;
  const last = !isShorter ? placed : isVisible(shorter, snapshot) ? shorter : undefined;
  const steps = [
    ...(stopped.steps ?? []),
    ...(stopped.rule ? [{ rule: stopped.rule, text: stopped.text }] : []),
    ...first.steps,
    ...(isCut ? [{ rule: 'closers', text: placed.text }] : []),
    ...(second?.steps ?? []),
  ];
  if (last) return { placed: last, steps, reason: stopped.rule ?? 'end of answer' };
  const emptied = stopped.text.trim() === '' ? 'empty answer' : 'nothing new';
  return { steps, reason: steps.at(-1)?.rule ?? emptied };
}
