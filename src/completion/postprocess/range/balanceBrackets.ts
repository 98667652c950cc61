import { columnsOf, levelColumns } from '../../../base/indentation.ts';
import { isClosedBelow } from '../closedBelow.ts';
import type { BracketMark, Brackets } from './scanBrackets.ts';
import { imbalanceOf, scanBrackets } from './scanBrackets.ts';
import { stateAtCursor, stateAtLine, stateAtWindow } from './scanStates.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineAbove } from '../../snapshot.ts';

/** Number of characters after the cursor in which brackets are counted. */
const BALANCE_WINDOW = 3000;
/** Maximum number of unmatched closers that are tried as the end of an answer. */
const MAX_CUTS = 32;

interface Imbalance {
  readonly total: number;
  readonly unopened: number;
  /** Whether the window after the cursor ends in a string. */
  readonly isInString: boolean;
}

/** How unbalanced the document is with a text in place of the replaced characters. */
export function imbalanceWith(
  text: string,
  replacedSuffixLength: number,
  { prefix, suffix, syntax }: Snapshot,
): Imbalance {
  const after = suffix.slice(replacedSuffixLength, BALANCE_WINDOW);
  const scanned = scanBrackets(prefix + text + after, syntax, stateAtWindow(syntax));
  const { open } = scanned.end;
  return {
    total: imbalanceOf(scanned),
    unopened: scanned.unopened.length,
    isInString: open !== undefined && open.kind !== 'comment',
  };
}

/**
 * Number of blocks, opened before the window, that a brace on an empty line may close if nothing below closes them: the
 * levels by which the line above is indented deeper.
 */
function hiddenOpeners(text: string, snapshot: Snapshot): number {
  const { firstLine, lineBefore, suffix, indent } = snapshot;
  if (firstLine === 0 || suffix.trim() !== '' || lineBefore.trim() !== '' || !/^\s*\}/.test(text))
    return 0;
  const step = levelColumns(indent);
  const above = columnsOf(lineAbove(snapshot) ?? '', indent.tabSize);
  return Math.max(0, Math.ceil((above - columnsOf(lineBefore, indent.tabSize)) / step));
}

/** The text of an answer, the number of characters that it replaces, and the part of it that may not be cut. */
export interface BalancedText {
  readonly text: string;
  readonly replacedSuffixLength: number;
  readonly protectedLength: number;
}

/**
 * Whether a closer of an answer ends a block whose first line is indented like the closer, and the document does not
 * end that block. Closers further below may then end blocks that begin above the window.
 */
function closesAlignedBlock(text: string, at: number, snapshot: Snapshot): boolean {
  const { prefix, syntax, indent } = snapshot;
  const lineStart = text.lastIndexOf('\n', at) + 1;
  if (lineStart === 0 || text.slice(lineStart, at).trim() !== '') return false;
  const before = prefix + text.slice(0, at);
  const opener = scanBrackets(before, syntax, stateAtWindow(syntax)).open.at(-1);
  if (!opener) return false;
  const head = before.slice(before.lastIndexOf('\n', opener.at) + 1, opener.at + 1);
  const closing = text.slice(lineStart).split('\n', 1)[0] ?? '';
  const floor = columnsOf(head, indent.tabSize);
  return floor === columnsOf(closing, indent.tabSize) && !isClosedBelow(closing, floor, snapshot);
}

/**
 * The offset after the end of the string that the cursor's line opens, if the answer's first line ends it. In languages
 * whose strings span lines, the document seems to end it below, where another string begins.
 */
function stringEnd(
  text: string,
  first: BracketMark | undefined,
  quote: string | undefined,
  snapshot: Snapshot,
): number | undefined {
  if (quote === undefined || first?.char !== quote || snapshot.lineAfter.trim() !== '')
    return undefined;
  if (stateAtLine(snapshot).inside !== undefined) return undefined;
  const end = first.at + quote.length;
  if (text.slice(0, end).includes('\n')) return undefined;
  return (quote.length === 1 && quote !== '`') || imbalanceWith('', 0, snapshot).isInString
    ? end
    : undefined;
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
export function dropUnmatchedClosers<T extends BalancedText>(overlap: T, snapshot: Snapshot): T {
  const { replacedSuffixLength } = overlap;
  const state = stateAtCursor(snapshot);
  const hidden = hiddenOpeners(overlap.text, snapshot);
  /** The balance before the answer; computed when it is needed. */
  let before: Imbalance | undefined;
  let { text, protectedLength } = overlap;
  for (;;) {
    const scanned = scanBrackets(text, snapshot.syntax, state);
    const [first] = scanned.unopened;
    const end = protectedLength > 0 ? undefined : stringEnd(text, first, state.inside, snapshot);
    if (end !== undefined) {
      // Without that string, the code below has other brackets.
      before = imbalanceWith(text.slice(0, end), 0, snapshot);
      protectedLength = end;
    }
    const closers = closersToCut(scanned, protectedLength, snapshot);
    if (closers.length === 0) break;
    before ??= imbalanceWith('', 0, snapshot);
    const shorter = withoutEnd(text, closers.at(-1), snapshot);
    const answer = { text, shorter, closers, replacedSuffixLength, opened: scanned.open.length };
    if (isAcceptable(answer, before, hidden, snapshot)) break;
    text = shorter;
  }
  return { ...overlap, text };
}

/** The offsets of closers that nothing in the answer opens, after its protected beginning. */
function closersToCut(
  { unopened, mismatched }: Brackets,
  protectedLength: number,
  { syntax, lineAfter }: Snapshot,
): readonly number[] {
  // Prose has numbered points and half-open intervals: `b)`, `[0, 1)`.
  const extra = syntax.isProse
    ? unopened.filter(({ char }) => lineAfter.includes(char))
    : [...unopened, ...mismatched];
  return extra
    .map(({ at }) => at)
    .filter((at) => at >= protectedLength)
    .sort((a, b) => a - b)
    .slice(0, MAX_CUTS);
}

/** An answer, and what remains without its last closer. */
interface CutAnswer {
  readonly text: string;
  readonly shorter: string;
  readonly closers: readonly number[];
  readonly replacedSuffixLength: number;
  /** Number of brackets that the answer leaves open. */
  readonly opened: number;
}

/** Whether an answer may keep its last closer. `hidden` is the number of blocks that begin above the window. */
function isAcceptable(
  { text, shorter, closers, replacedSuffixLength, opened }: CutAnswer,
  before: Imbalance,
  hidden: number,
  snapshot: Snapshot,
): boolean {
  if (closers.toReversed().every((at) => closesAlignedBlock(text, at, snapshot))) return true;
  const withAnswer = imbalanceWith(text, replacedSuffixLength, snapshot);
  if (withAnswer.total > before.total + opened + hidden) return false;
  if (withAnswer.unopened <= before.unopened + hidden) return true;
  // `foo(a█` + `))` is as unbalanced as before, but has an unmatched closer. In a document with others, or with a
  // string that the answer closes, the shorter text must not be less balanced.
  return imbalanceWith(shorter, replacedSuffixLength, snapshot).total > withAnswer.total;
}
