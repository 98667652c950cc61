import { imbalanceWith } from './balanceBrackets.ts';
import { stateAtCursor } from './scanStates.ts';
import type { BracketMark } from './scanBrackets.ts';
import { scanBrackets } from './scanBrackets.ts';
import type { Snapshot } from '../../snapshot.ts';
import { hiddenClosers } from './hiddenClosers.ts';
import { overlaps } from './overlaps.ts';
import { repeatedValueAt } from './repeatedValues.ts';

/** Minimum length, without whitespace, of a repetition of the text right of the cursor that ends within a token. */
const MIN_REPEATED_LENGTH = 8;

/** Maximum number of places that are tried, since each needs a scan of the text around the cursor. */
const MAX_TRIED = 32;

/** An answer after removing what it repeats of the text right of the cursor. */
export interface SuffixOverlap {
  readonly text: string;
  /** Characters right of the cursor that `text` replaces. */
  readonly replacedSuffixLength: number;
  /** Length of the part of `text` that repeats replaced closers, and may not be cut. */
  readonly protectedLength: number;
}

/** Replaces the text right of the cursor that an answer repeats, or cuts it from the answer. */
export function matchSuffix(answer: string, snapshot: Snapshot): SuffixOverlap {
  if (snapshot.lineAfter.trim() === '')
    return { text: answer, replacedSuffixLength: 0, protectedLength: 0 };
  const { unopened } = scanBrackets(answer, snapshot.syntax, stateAtCursor(snapshot));
  return (
    matchQuote(answer, snapshot) ??
    matchElement(answer, snapshot) ??
    matchClosers(answer, unopened, snapshot) ??
    matchWithinLine(answer, snapshot) ??
    matchClosers(answer, hiddenClosers(answer, snapshot), snapshot) ?? {
      text: answer,
      replacedSuffixLength: 0,
      protectedLength: 0,
    }
  );
}

/** Replaces a quote right of the cursor and all that follows it, if the answer ends the string and then the line. */
function matchQuote(
  answer: string,
  { lineBefore, lineAfter }: Snapshot,
): SuffixOverlap | undefined {
  const quote = lineAfter.charAt(0);
  const rest = lineAfter.slice(1).trim();
  if (
    !/["'`]/.test(quote) ||
    !lineBefore.endsWith(quote) ||
    nonWhitespaceLength(rest) < MIN_REPEATED_LENGTH
  )
    return undefined;
  const line = answer.trimEnd();
  const end = line.indexOf(quote);
  const isEnding = end >= 0 && end < line.length - rest.length && line.endsWith(rest);
  if (!isEnding || line.includes('\n')) return undefined;
  const replacedSuffixLength = lineAfter.trimEnd().length;
  return { text: line, replacedSuffixLength, protectedLength: line.length };
}

/** The end of an attribute, its start tag and the element, which has no content yet: `"></b>`, `}></B>;`. */
const ELEMENT_END = /^(["'}]?)\s*>(<\/[\w.:-]+>)([;,)\]}]*)\s*$/;

/**
 * Replaces the rest of an element if the answer ends its start tag and then the element: `a" hidden>Text</b>` before
 * `"></b>`.
 */
function matchElement(answer: string, { lineAfter }: Snapshot): SuffixOverlap | undefined {
  const [, mark = '', endTag, closers = ''] = ELEMENT_END.exec(lineAfter) ?? [];
  const text = answer.trimEnd();
  if (endTag === undefined || !text.endsWith(endTag + closers)) return undefined;
  if (closesOwnTag(text.slice(0, text.length - closers.length), endTag)) return undefined;
  const content = text.indexOf('>', Math.max(0, text.indexOf(mark))) + 1;
  if (!text.includes(mark) || content === text.length) return undefined;
  return { text, replacedSuffixLength: lineAfter.trimEnd().length, protectedLength: text.length };
}

/**
 * Replaces closers right of the cursor that the answer repeats in the same order, and the text after them if the answer
 * repeats that, too.
 */
function matchClosers(
  answer: string,
  unopened: readonly BracketMark[],
  snapshot: Snapshot,
): SuffixOverlap | undefined {
  const after = snapshot.lineAfter;
  let replacedSuffixLength = 0;
  let protectedLength = 0;
  let reached = 0;
  let min = imbalanceWith(answer, 0, snapshot).total;
  for (const closer of unopened.slice(0, MAX_TRIED)) {
    const at = skipSpaces(after, reached);
    if (!after.startsWith(closer.char, at)) break;
    reached = at + closer.char.length;
    // `key"]["other` reopens what it closes; the closers right of the cursor are needed for that.
    const total = imbalanceWith(answer, reached, snapshot).total;
    if (total > min) continue;
    min = total;
    replacedSuffixLength = reached;
    protectedLength = closer.at + closer.char.length;
  }
  if (replacedSuffixLength === 0) return undefined;
  const rest = answer.slice(protectedLength);
  const left = after.slice(replacedSuffixLength);
  const shared = sharedBeginning(rest, left);
  // `) -> int:` before `):`, `) || e;` before `);`, `], [b] FROM t` before `] FROM t`.
  const whole = after.trimEnd().length;
  const isEnding = endsWithText(firstLineOf(rest), left.trim());
  if (
    isEnding &&
    imbalanceWith(answer, whole, snapshot).total <= imbalanceWith('', 0, snapshot).total
  )
    return { text: answer, replacedSuffixLength: whole, protectedLength };
  // `])),` before `],`: the separator is there as well.
  const isSeparated =
    answer.includes('\n') &&
    /^[,;]$/.test(left.trim()) &&
    answer.trimEnd().endsWith(left.trim()) &&
    imbalanceWith(answer, whole, snapshot).total <= imbalanceWith('', 0, snapshot).total;
  if (isSeparated) return { text: answer, replacedSuffixLength: whole, protectedLength };
  if (isWhitespace(left.slice(shared.right)) && (!isWhitespace(left) || !isWhitespace(rest))) {
    return { text: answer, replacedSuffixLength: after.trimEnd().length, protectedLength };
  }
  // The answer ends while it repeats the rest of the line.
  if (isWhitespace(rest.slice(shared.left)))
    return { text: answer.slice(0, protectedLength), replacedSuffixLength, protectedLength };
  // `Array<number>> = new Map();` before `> = x;` would end the statement twice.
  if (!isWhitespace(left) && /[;{]$/.test(firstLineOf(rest)) && !rest.includes('\n')) {
    return { text: answer.slice(0, protectedLength), replacedSuffixLength, protectedLength };
  }
  return { text: answer, replacedSuffixLength, protectedLength };
}

/** Whether a line ends with a text, and not within a token. */
function endsWithText(line: string, text: string): boolean {
  return text !== '' && line.endsWith(text) && !isTokenBroken(line, line.length - text.length);
}

/** Cuts or replaces text right of the cursor that the answer contains or ends with. */
function matchWithinLine(answer: string, snapshot: Snapshot): SuffixOverlap | undefined {
  const after = snapshot.lineAfter;
  const rest = after.trim();
  const last = answer.slice(answer.lastIndexOf('\n') + 1);
  let tried = 0;
  for (const { from, length, isWhole, to } of closesOwnTag(answer, after)
    ? []
    : overlaps(last, after)) {
    const endsWord = isWhole || !/^\w/.test(after.slice(to));
    if (isTokenBroken(last, from) && !(endsWord && isInWord(snapshot, last, from))) continue;
    if (!isWhole && length < MIN_REPEATED_LENGTH && !isDistinctive(after, to)) continue;
    if (tried >= MAX_TRIED) break;
    tried += 1;
    const kept = answer.slice(0, answer.length - (last.length - from));
    if (!breaksPair(kept, snapshot))
      return { text: kept, replacedSuffixLength: 0, protectedLength: 0 };
  }
  const [first = ''] = answer.split('\n', 1);
  const inside = matchContained(first, answer, snapshot);
  if (inside) return inside;
  // The first line ends with the rest of the document's line, and more lines follow. In `(a (b)⏎ (c))` before `)`, the
  // bracket at the end of the first line is the answer's own.
  const whole = after.trimEnd().length;
  const isEnding = first.length < answer.length && first.trimEnd().endsWith(rest);
  if (
    isEnding &&
    imbalanceWith(answer, whole, snapshot).total <= imbalanceWith(answer, 0, snapshot).total
  )
    return { text: answer, replacedSuffixLength: whole, protectedLength: first.length };
  const at = repeatedValueAt(answer, snapshot);
  const kept = at === undefined ? answer : answer.slice(0, at);
  return at === undefined || breaksPair(kept, snapshot)
    ? undefined
    : { text: kept, replacedSuffixLength: 0, protectedLength: 0 };
}

/** Whether an answer opens all the tags that it closes with the end tag that follows the cursor. */
function closesOwnTag(answer: string, after: string): boolean {
  const name = /^\s*<\/([\w.:-]+)>/.exec(after)?.[1];
  if (name === undefined || !answer.trimEnd().endsWith(`</${name}>`)) return false;
  const count = (mark: string) => answer.split(mark).length - 1;
  return count(`<${name}>`) + count(`<${name} `) >= count(`</${name}>`);
}

/**
 * Handles an answer that contains the rest of the line and more: `id FROM users WHERE id = 1;` before `FROM users;`.
 */
function matchContained(
  first: string,
  answer: string,
  snapshot: Snapshot,
): SuffixOverlap | undefined {
  const after = snapshot.lineAfter;
  const rest = after.trim().replace(/(?<![\s;,)\]}])[\s;,)\]}]+$/, '');
  const at = first.indexOf(rest);
  if (rest === '' || at < 0 || isTokenBroken(first, at)) return undefined;
  // A few characters are significant only if the answer also closes the brackets around them.
  const isShort = nonWhitespaceLength(rest) < MIN_REPEATED_LENGTH;
  if (isShort && (!isDistinctive(first, at + rest.length, at) || !closesLine(first, snapshot)))
    return undefined;
  const kept = answer.slice(0, at);
  const replacedSuffixLength = after.trimEnd().length;
  const isWhole = isSubsequence(after.slice(0, replacedSuffixLength), answer);
  if (
    isWhole &&
    imbalanceWith(answer, replacedSuffixLength, snapshot).total <=
      imbalanceWith('', 0, snapshot).total
  ) {
    return { text: answer, replacedSuffixLength, protectedLength: at + rest.length };
  }
  return breaksPair(kept, snapshot)
    ? undefined
    : { text: kept, replacedSuffixLength: 0, protectedLength: 0 };
}

/** Whether a line of an answer closes a bracket that the document closes right of the cursor. */
function closesLine(line: string, snapshot: Snapshot): boolean {
  const { unopened } = scanBrackets(line, snapshot.syntax, stateAtCursor(snapshot));
  return unopened.some(({ char }) => snapshot.lineAfter.includes(char));
}

/** Whether a cut would leave a bracket unclosed: `len(xs)` before `)` needs its own `)`. */
function breaksPair(kept: string, snapshot: Snapshot): boolean {
  return imbalanceWith(kept, 0, snapshot).total > imbalanceWith('', 0, snapshot).total;
}

/** Whether an offset is within a word or an operator such as `--`. */
function isTokenBroken(text: string, at: number): boolean {
  return /^(?:\w\w|([-+*/&|=:<.])\1)/.test(text.slice(Math.max(0, at - 1), at + 1));
}

/** Whether a part of a text is whole tokens, and not only closers, so that even a short repetition of it counts. */
function isDistinctive(text: string, to: number, from = 0): boolean {
  if (isTokenBroken(text, to)) return false;
  // Between spaces, `>` is an operator.
  return !/^[\s)\]}>"'`]*$/.test(text.slice(from, to)) || /^\s>\s/.test(text.slice(from, to + 1));
}

/** Whether the word right of the cursor is the end of one in the answer: `get█Name()` + `UserName()`. */
function isInWord({ lineAfter }: Snapshot, text: string, at: number): boolean {
  return /^\w/.test(lineAfter) && /^\w\w/.test(text.slice(Math.max(0, at - 1), at + 1));
}

/** The length of the common beginning of two texts, ignoring spaces and tabs, in characters of each. */
function sharedBeginning(a: string, b: string): { left: number; right: number } {
  let left = 0;
  let right = 0;
  for (;;) {
    const nextLeft = skipSpaces(a, left);
    const nextRight = skipSpaces(b, right);
    const char = a.charAt(nextLeft);
    if (char === '' || char !== b.charAt(nextRight)) return { left, right };
    left = nextLeft + 1;
    right = nextRight + 1;
  }
}

function skipSpaces(text: string, at: number): number {
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
  return at;
}

function firstLineOf(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trimEnd();
}

function isWhitespace(text: string): boolean {
  return text.trim() === '';
}

function removeWhitespace(text: string): string {
  return text.replace(/\s/g, '');
}

function nonWhitespaceLength(text: string): number {
  return removeWhitespace(text).length;
}

/** Whether the characters of `part` occur in `text` in the same order. */
export function isSubsequence(part: string, text: string): boolean {
  let from = 0;
  for (const char of part) {
    const at = text.indexOf(char, from);
    if (at < 0) return false;
    from = at + char.length;
  }
  return true;
}
