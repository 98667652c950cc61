import { imbalanceOf, scanBrackets } from './scanBrackets.ts';
import { stateAtCursor, stateAtWindow } from './scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';
import { columnsOf, lineAbove } from '../../snapshot.ts';

/** Number of characters after the cursor in which brackets are counted. */
const BALANCE_WINDOW = 3000;
/** Maximum number of unmatched closers that are tried as the end of an answer. */
const MAX_CUTS = 32;

/** How unbalanced the document is with a text in place of the replaced characters. */
export function balanceWith(
  text: string,
  replacedSuffixLength: number,
  { prefix, suffix, language }: Snapshot,
): { readonly total: number; readonly stray: number } {
  const after = suffix.slice(replacedSuffixLength, BALANCE_WINDOW);
  const scanned = scanBrackets(prefix + text + after, language, stateAtWindow(language));
  return { total: imbalanceOf(scanned), stray: scanned.unopened.length };
}

/**
 * Number of blocks, opened before the window, that a brace on an empty line may close if nothing below closes them: the
 * levels by which the line above is indented deeper.
 */
function hiddenOpeners(text: string, snapshot: Snapshot): number {
  const { firstLine, lineBefore, suffix, indent } = snapshot;
  if (firstLine === 0 || suffix.trim() !== '' || lineBefore.trim() !== '' || !/^\s*\}/.test(text))
    return 0;
  const step = indent.unit === '\t' ? indent.tabSize : indent.unit.length;
  const above = columnsOf(lineAbove(snapshot) ?? '', indent);
  return Math.max(0, Math.ceil((above - columnsOf(lineBefore, indent)) / step));
}

/** The text of an answer, the number of characters that it replaces, and the part of it that may not be cut. */
export interface BalancedText {
  readonly text: string;
  readonly replacedSuffixLength: number;
  readonly protectedLength: number;
}

/** The text before a cut; a space before the rest of the line is kept: `from █'vscode'`. */
function withoutEnd(text: string, cut: number | undefined, { lineAfter }: Snapshot): string {
  const kept = text.slice(0, cut);
  const isLast = lineAfter.trim() === '' || kept.slice(kept.trimEnd().length).includes('\n');
  return isLast ? kept.trimEnd() : kept;
}

/**
 * Cuts the answer before closers that would make the document less balanced than it is. The answer may leave open what
 * it opens itself, as the beginning of a block.
 */
export function dropExcess<T extends BalancedText>(overlap: T, snapshot: Snapshot): T {
  const { language } = snapshot;
  const state = stateAtCursor(snapshot);
  const hidden = hiddenOpeners(overlap.text, snapshot);
  let now: ReturnType<typeof balanceWith> | undefined;
  let { text } = overlap;
  for (;;) {
    const { open, unopened: stray, mismatched: wrong } = scanBrackets(text, language, state);
    const cuts = [...stray, ...wrong]
      .map(({ at }) => at)
      .filter((at) => at >= overlap.protectedLength)
      .sort((a, b) => a - b)
      .slice(0, MAX_CUTS);
    if (cuts.length === 0) break;
    now ??= balanceWith('', 0, snapshot);
    const then = balanceWith(text, overlap.replacedSuffixLength, snapshot);
    const shorter = withoutEnd(text, cuts.at(-1), snapshot);
    if (then.total <= now.total + open.length + hidden) {
      // `foo(a█` + `))` is as unbalanced as before, but has an unmatched closer. In a document with others, or with a
      // string that the answer closes, the shorter text must not be less balanced.
      if (then.stray <= now.stray + hidden) break;
      if (balanceWith(shorter, overlap.replacedSuffixLength, snapshot).total > then.total) break;
    }
    text = shorter;
  }
  return { ...overlap, text };
}
