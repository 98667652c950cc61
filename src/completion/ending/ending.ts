import type { Snapshot } from '../snapshot.ts';
import type { EndRule } from './block.ts';
import { findEnd } from './block.ts';
import type { Mode } from './mode.ts';
import { unwrap } from './unwrap.ts';

/** What of an answer counts so far. */
export interface Ended {
  readonly text: string;
  /** True once nothing that still arrives can change `text`: the stream may be closed. */
  readonly isDecided: boolean;
  /** The rule that ended it; absent where the model ended it by itself. */
  readonly rule?: EndRule | 'sentinel' | 'portion';
}

/**
 * Where an answer ends. Called with all that has arrived so far; while it is not `complete`, only whole
 * lines are judged, so every way of cutting the stream into pieces leads to the same text.
 */
export function endAnswer(raw: string, isComplete: boolean, snapshot: Snapshot, mode: Mode): Ended {
  const known = isComplete ? raw : raw.slice(0, raw.lastIndexOf('\n') + 1);
  const { text, isCut } = unwrap(known.replaceAll('\r', ''), snapshot);
  const lines = text.split('\n');
  if (!isComplete && !isCut) lines.pop();
  const end =
    mode === 'line'
      ? lines.length > 1 || known.includes('\n')
        ? ({ lines: 1, rule: 'line' } as const)
        : undefined
      : findEnd(lines, snapshot);
  if (end) {
    return { text: lines.slice(0, end.lines).join('\n'), isDecided: true, rule: end.rule };
  }
  return isCut ? { text, isDecided: true, rule: 'sentinel' } : { text, isDecided: isComplete };
}
