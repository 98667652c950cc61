import type { Ended } from './ending/ending.ts';
import type { Placed } from './placing.ts';
import { place } from './placing.ts';
import type { Step } from './shaping/shaping.ts';
import { shape } from './shaping/shaping.ts';
import type { Snapshot } from './snapshot.ts';

/** What became of an answer. */
export interface Answered {
  /** Absent where nothing of the answer is left to show. */
  readonly placed?: Placed;
  /** The rules that ended and changed the answer, in order, each with what it left; for the trace. */
  readonly steps: readonly Step[];
  /** One word or two on why nothing is shown, or on what ended the answer. */
  readonly reason: string;
}

/** From an ended answer to a suggestion: shape, then place. */
export function answerAt(ended: Ended, snapshot: Snapshot): Answered {
  const first = shape(ended.text, snapshot);
  const placed = place(first.text, snapshot);
  // A closer too many may have hidden that the lines in front of it repeat what stands below.
  const isCut = placed !== undefined && placed.covered === 0 && placed.text !== first.text;
  const second = isCut ? shape(placed.text, snapshot) : undefined;
  const last = second && second.steps.length > 0 ? place(second.text, snapshot) : placed;
  const steps = [
    ...(ended.rule ? [{ rule: ended.rule, text: ended.text }] : []),
    ...first.steps,
    ...(isCut ? [{ rule: 'closers', text: placed.text }] : []),
    ...(second?.steps ?? []),
  ];
  if (last) return { placed: last, steps, reason: ended.rule ?? 'end of answer' };
  const emptied = ended.text.trim() === '' ? 'empty answer' : 'nothing new';
  return { steps, reason: steps.at(-1)?.rule ?? emptied };
}
