import { closesByWord } from '../../../languages/closers.ts';
import { scanBrackets } from '../range/scanBrackets.ts';
import { stateAtCursor } from '../range/scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';
import { opensComment } from './openLiterals.ts';
import { isBeforeText } from './beforeText.ts';

/**
 * Length of an answer: `line` stops at the first line break, which is a stop sequence of the request; in `block`, the
 * stop rules decide.
 */
export type CompletionMode = 'line' | 'block';

/** The mode for a state, given the `multiline` setting. */
export function modeFor(
  snapshot: Snapshot,
  multiline: 'auto' | 'never' | 'always',
): CompletionMode {
  if (multiline === 'never') return 'line';
  // With text right of the cursor, the answer is one line, unless the cursor is between brackets or tags, as in
  // `useCallback(█, [])`, before a member access, or in the line's indentation.
  const { syntax, lineAfter } = snapshot;
  const isBefore = isBeforeText(snapshot);
  const isWithin =
    isBefore ||
    closesBlockAfter(snapshot) ||
    (!syntax.isProse && /^\s*(?:[,)\]}]|\??\.\w)/.test(lineAfter));
  if (/[\p{L}\p{N}_]/u.test(lineAfter) && !isWithin) return 'line';
  if (multiline === 'always' || isBefore) return 'block';
  return isCursorInComment(snapshot) && !opensComment(snapshot) ? 'line' : 'block';
}

/** Whether the text right of the cursor begins with the end of a block: `</ul>`, `{/each}`, `end`, `\end{itemize}`. */
function closesBlockAfter({ syntax, lineAfter }: Snapshot): boolean {
  return closesByWord(lineAfter) || (syntax.isProse && /^\s*\\end\{/.test(lineAfter));
}

/** Whether the cursor is in a comment. */
function isCursorInComment(snapshot: Snapshot): boolean {
  const { syntax, lineBefore } = snapshot;
  if (syntax.isProse) return false;
  const line = lineBefore.trimStart();
  if (syntax.lineComments.some((token) => line.startsWith(token))) return true;
  const { inside } = stateAtCursor(snapshot);
  if (syntax.blockComments.some(([, close]) => close === inside)) return true;
  const trailing = syntax.lineComments.some((token) => lineBefore.includes(` ${token} `));
  return trailing && scanBrackets(lineBefore, syntax).end.inside === undefined;
}
