import type { Ended } from './ending/ending.ts';
import type { Placed } from './placing.ts';
import { place } from './placing.ts';
import { shape } from './shaping/shaping.ts';
import type { Snapshot } from './snapshot.ts';

/** What became of an answer. */
export interface Answered {
  /** Absent where nothing of the answer is left to show. */
  readonly placed?: Placed;
  /** The rules that ended and changed the answer, in order; for the trace. */
  readonly rules: readonly string[];
  /** One word or two on why nothing is shown, or on what ended the answer. */
  readonly reason: string;
}

/** From an ended answer to a suggestion: shape, then place. */
export function answerAt(ended: Ended, snapshot: Snapshot): Answered {
  const shaped = shape(ended.text, snapshot);
  const placed = place(shaped.text, snapshot);
  const rules = [...(ended.rule ? [ended.rule] : []), ...shaped.rules];
  if (placed) return { placed, rules, reason: ended.rule ?? 'end of answer' };
  const emptied = ended.text.trim() === '' ? 'empty answer' : 'nothing new';
  return { rules, reason: shaped.rules.at(-1) ?? ended.rule ?? emptied };
}
