import { imbalanceOf, scanBrackets } from './brackets.ts';
import { stateAtCursor } from './scanStates.ts';
import type { Snapshot } from './snapshot.ts';
import { columnsOf, lineAbove } from './snapshot.ts';

/** The text after the cursor in which brackets are counted, in characters. */
const BALANCE_WINDOW = 3000;
/** Closers too many that are looked at one by one: behind so many an answer says nothing. */
const MOST_CUTS = 32;

/** How unbalanced the text around the cursor is with a text in place of the covered characters. */
export function balanceWith(
  text: string,
  covered: number,
  { prefix, suffix, language }: Snapshot,
): { readonly total: number; readonly stray: number } {
  const after = suffix.slice(covered, BALANCE_WINDOW);
  const scanned = scanBrackets(prefix + text + after, language);
  return { total: imbalanceOf(scanned), stray: scanned.stray.length };
}

/**
 * How many blocks that began before the window a brace on an empty line may close, where nothing below
 * does: as many as the line above is indented deeper.
 */
function hiddenOpeners(text: string, snapshot: Snapshot): number {
  const { firstLine, lineBefore, suffix, indent } = snapshot;
  if (firstLine === 0 || suffix.trim() !== '' || lineBefore.trim() !== '' || !/^\s*\}/.test(text))
    return 0;
  const step = indent.unit === '\t' ? indent.tabSize : indent.unit.length;
  const above = columnsOf(lineAbove(snapshot) ?? '', indent);
  return Math.max(0, Math.ceil((above - columnsOf(lineBefore, indent)) / step));
}

/** What an answer puts in place of which characters, and how much of it may not be cut. */
export interface Excess {
  readonly text: string;
  readonly covered: number;
  readonly needed: number;
}

/**
 * Cuts the answer before the closers that would leave the document less balanced than it is. What the
 * answer opened itself it may leave open: then it is the beginning of a block.
 */
export function dropExcess<T extends Excess>(meeting: T, snapshot: Snapshot): T {
  const { language } = snapshot;
  const state = stateAtCursor(snapshot);
  const hidden = hiddenOpeners(meeting.text, snapshot);
  let now: ReturnType<typeof balanceWith> | undefined;
  let { text } = meeting;
  for (;;) {
    const { open, stray, wrong } = scanBrackets(text, language, state);
    const cuts = [...stray, ...wrong]
      .map(({ at }) => at)
      .filter((at) => at >= meeting.needed)
      .sort((a, b) => a - b)
      .slice(0, MOST_CUTS);
    if (cuts.length === 0) break;
    now ??= balanceWith('', 0, snapshot);
    const then = balanceWith(text, meeting.covered, snapshot);
    // `foo(a█` + `))` is as unbalanced as before, but by a closer that nothing opened.
    if (then.total <= now.total + open.length + hidden && then.stray <= now.stray + hidden) break;
    text = text.slice(0, cuts.at(-1));
    // A blank in front of the rest of the line stays: `from █'vscode'`.
    if (snapshot.lineAfter.trim() === '' || /\n\s*$/.test(text)) text = text.trimEnd();
  }
  return { ...meeting, text };
}
