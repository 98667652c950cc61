import { imbalanceWith, dropUnmatchedClosers } from './balanceBrackets.ts';
import { stateAtCursor } from './scanStates.ts';
import { scanBrackets } from './scanBrackets.ts';
import { isSubsequence, matchSuffix } from './suffixOverlap.ts';
import type { Snapshot } from '../../snapshot.ts';
import { lineBelow } from '../../snapshot.ts';
import { indentationFor } from './closingIndentation.ts';

/** An inline completion item: its text, and the part of the cursor's line that it replaces. */
export interface InlineCompletionItem {
  /** Text of the item, LF. */
  readonly insertText: string;
  /** Characters left of the cursor that the item's range covers. */
  readonly replaceBefore: number;
  /** Characters right of the cursor that the item's range covers. */
  readonly replaceAfter: number;
}

/**
 * Maximum length of the text before the cursor that an item's range includes; for longer text, it starts at the cursor.
 */
const MAX_LEAD_LENGTH = 1000;

/** An answer placed at the cursor. */
export interface PlacedCompletion {
  /** The text to insert at the cursor, including the text after the cursor that it replaces. */
  readonly text: string;
  /** Number of characters after the cursor that `text` replaces because it repeats them. */
  readonly replacedSuffixLength: number;
}

/**
 * Places an answer on the cursor's line. Text right of the cursor that the answer repeats is replaced, or cut from the
 * answer; unmatched closers are cut. Undefined if VS Code would not draw the rest.
 */
export function place(answer: string, snapshot: Snapshot): PlacedCompletion | undefined {
  const balanced = dropUnmatchedClosers(matchSuffix(answer, snapshot), snapshot);
  const { replacedSuffixLength } = balanced;
  // An answer that repeats the rest of the line ends with it.
  const isLast = replacedSuffixLength > 0 && !snapshot.lineAfter.slice(replacedSuffixLength).trim();
  const text = isLast ? balanced.text.trimEnd() : balanced.text;
  const kept = keepSuffix({ text, replacedSuffixLength }, snapshot);
  const placed = dropComma(dropTerminator(kept, snapshot), snapshot);
  const isShown =
    isVisible(placed, snapshot) &&
    !enclosesRestOfLine(placed, snapshot) &&
    !joinsLines(placed, snapshot);
  return isShown ? placed : undefined;
}

/** Whether an answer would join two lines: `█return x` + `x = 1`. */
function joinsLines({ text, replacedSuffixLength }: PlacedCompletion, snapshot: Snapshot): boolean {
  const { lineBefore, lineAfter, syntax } = snapshot;
  if (replacedSuffixLength > 0 || lineAfter.trim() === '') return false;
  // A comment would include the text after the cursor.
  const last = text.slice(text.lastIndexOf('\n') + 1).trimStart();
  const isComment = syntax.lineComments.some(
    (token) => last.startsWith(token) && !lineBefore.includes(token),
  );
  if (isComment && stateAtCursor(snapshot).inside === undefined) return true;
  // One space is not indentation: `█ and b`.
  if (lineBefore.trim() !== '' || /^ \S/.test(lineAfter)) return false;
  return (
    /^\s*(?:[\p{L}\p{N}_]|<\w|[*#>;-]+\s)/u.test(lineAfter) &&
    /[\p{L}\p{N}_)\]};,"'`>]$/u.test(text)
  );
}

/** Whether the text after the cursor would end up in brackets or a string that the answer leaves open: `bar(█ + y`. */
function enclosesRestOfLine(
  { text, replacedSuffixLength }: PlacedCompletion,
  snapshot: Snapshot,
): boolean {
  // In prose, brackets need not be closed: `[0, 1)`.
  if (snapshot.syntax.isProse) return false;
  if (snapshot.lineAfter.slice(replacedSuffixLength).trim() === '') return false;
  const state = stateAtCursor(snapshot);
  const { open, end } = scanBrackets(text, snapshot.syntax, state);
  const opensText = end.inside !== undefined && end.inside !== state.inside;
  if (open.length === 0 && !opensText) return false;
  return (
    imbalanceWith(text, replacedSuffixLength, snapshot).total > imbalanceWith('', 0, snapshot).total
  );
}

/** Removes the semicolon of an answer before an operator: `const x = █ + y;` + `a;`. */
function dropTerminator(
  placed: PlacedCompletion,
  { lineAfter, syntax }: Snapshot,
): PlacedCompletion {
  const remainder = lineAfter.slice(placed.replacedSuffixLength).trim();
  const continues = /^(?:[+*%&|^,.=]|-(?!-?>)|\?(?!>)|\/(?![/*])|<(?!\/))/.test(remainder);
  if (!continues || syntax.isProse || /&\w+;$/.test(placed.text)) return placed;
  return {
    text: placed.text.replace(/(?<=\S);[ \t]*$/, ''),
    replacedSuffixLength: placed.replacedSuffixLength,
  };
}

/** Removes the comma of an answer before a closing bracket in JSON, where it is an error: `"a": "█"⏎}` + `b",`. */
function dropComma(placed: PlacedCompletion, snapshot: Snapshot): PlacedCompletion {
  const { languageId, lineAfter } = snapshot;
  const { replacedSuffixLength } = placed;
  const isLast = replacedSuffixLength > 0 && lineAfter.slice(replacedSuffixLength).trim() === '';
  if (languageId !== 'json' || !isLast || !/^\s*[}\]]/.test(lineBelow(snapshot) ?? ''))
    return placed;
  return { ...placed, text: placed.text.replace(/,\s*$/, '') };
}

/**
 * Where whitespace prevents VS Code from drawing an item, cuts the closers instead of replacing them: `foo(█ )` + `a)`.
 */
function keepSuffix(placed: PlacedCompletion, snapshot: Snapshot): PlacedCompletion {
  if (placed.replacedSuffixLength === 0 || isVisible(placed, snapshot)) return placed;
  const suffixEnd = snapshot.lineAfter.slice(0, placed.replacedSuffixLength).replace(/\s/g, '');
  let end = placed.text.length;
  for (const char of Array.from(suffixEnd).reverse()) {
    while (/\s/.test(placed.text.charAt(end - 1))) end -= 1;
    if (!placed.text.slice(0, end).endsWith(char)) return placed;
    end -= char.length;
  }
  return { text: placed.text.slice(0, end).trimEnd(), replacedSuffixLength: 0 };
}

/** The text that a placed answer adds to the document, without the replaced text at its end. */
export function addedText(
  { text, replacedSuffixLength }: PlacedCompletion,
  snapshot: Snapshot,
): string {
  const suffixEnd = snapshot.lineAfter.slice(0, replacedSuffixLength);
  return suffixEnd !== '' && text.endsWith(suffixEnd) ? text.slice(0, -suffixEnd.length) : text;
}

/**
 * The item for VS Code. Its range starts at the beginning of the line, so that the ghost text does not flash on "accept
 * word" or when the editor changes the indentation, and includes the word that the suggest widget replaces.
 */
export function itemOf(
  { text, replacedSuffixLength }: PlacedCompletion,
  snapshot: Snapshot,
): InlineCompletionItem {
  const { selected } = snapshot;
  const lead = leadOf(snapshot);
  const untyped = selected ? selected.text.length - selected.replacedLength : 0;
  const { lineBefore } = snapshot;
  return {
    insertText: (lead === lineBefore ? indentationFor(text, snapshot) : lead) + text,
    replaceBefore: lead.length - untyped,
    replaceAfter: replacedSuffixLength,
  };
}

/** The text before the cursor that an item repeats; at least the selected row of the suggest widget. */
function leadOf({ lineBefore, selected }: Snapshot): string {
  const min = selected?.text.length ?? 0;
  if (lineBefore.length > MAX_LEAD_LENGTH) return lineBefore.slice(lineBefore.length - min);
  // VS Code 1.139 draws no item whose range has a surrogate pair, such as an emoji, left of the cursor.
  let from = lineBefore.length;
  while (from > 0 && !/[\ud800-\udfff]/.test(lineBefore.charAt(from - 1))) from -= 1;
  return lineBefore.slice(Math.min(from, lineBefore.length - min));
}

/**
 * Whether VS Code draws an item: it is not blank, and the replaced text right of the cursor is a subsequence of its
 * text.
 */
export function isVisible(placed: PlacedCompletion, snapshot: Snapshot): boolean {
  return (
    addedText(placed, snapshot).trim() !== '' &&
    isSubsequence(snapshot.lineAfter.slice(0, placed.replacedSuffixLength), placed.text)
  );
}
