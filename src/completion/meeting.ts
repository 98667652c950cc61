import { balanceWith } from './balance.ts';
import { stateAtCursor } from './scanStates.ts';
import type { Mark } from './brackets.ts';
import { scanBrackets } from './brackets.ts';
import type { Snapshot } from './snapshot.ts';
import { hiddenClosers } from './hiddenClosers.ts';

/** A repeated beginning of the text right of the cursor counts from this many characters on, blanks apart. */
const SIGNIFICANT = 8;

/** An answer that has met the text right of the cursor. */
export interface Meeting {
  readonly text: string;
  /** Characters right of the cursor that `text` replaces. */
  readonly covered: number;
  /** End of the part of `text` that stands for covered closers and may not be cut. */
  readonly needed: number;
}

/** Lets an answer meet the text right of the cursor: what stands there already is covered or cut. */
export function meet(answer: string, snapshot: Snapshot): Meeting {
  if (snapshot.lineAfter.trim() === '') return { text: answer, covered: 0, needed: 0 };
  const { stray } = scanBrackets(answer, snapshot.language, stateAtCursor(snapshot));
  return (
    meetClosers(answer, stray, snapshot) ??
    meetWithin(answer, snapshot) ??
    meetClosers(answer, hiddenClosers(answer, snapshot), snapshot) ?? {
      text: answer,
      covered: 0,
      needed: 0,
    }
  );
}

/**
 * The answer closes what the line opened: its stray closers that stand right of the cursor, in the same
 * order, are covered by the range. What follows them there is covered too where the answer goes on alike.
 */
function meetClosers(
  answer: string,
  stray: readonly Mark[],
  snapshot: Snapshot,
): Meeting | undefined {
  const after = snapshot.lineAfter;
  let covered = 0;
  let needed = 0;
  let reached = 0;
  let least = balanceWith(answer, 0, snapshot).total;
  for (const closer of stray) {
    const at = skipBlanks(after, reached);
    if (!after.startsWith(closer.char, at)) break;
    reached = at + closer.char.length;
    // `key"]["other` opens again what it closes: what stands right of the cursor closes that.
    const total = balanceWith(answer, reached, snapshot).total;
    if (total > least) continue;
    least = total;
    covered = reached;
    needed = closer.at + closer.char.length;
  }
  if (covered === 0) return undefined;
  const rest = answer.slice(needed);
  const left = after.slice(covered);
  const shared = sharedBeginning(rest, left);
  // `) -> int:` in front of `):`, `) || e;` in front of `);`.
  const isEnding = /^\s*[^\w\s]+\s*$/.test(left) && firstLineOf(rest).endsWith(left.trim());
  if (isEnding && scanBrackets(rest, snapshot.language).stray.length === 0) {
    return { text: answer, covered: after.trimEnd().length, needed };
  }
  if (isBlank(left.slice(shared.right)) && (!isBlank(left) || !isBlank(rest))) {
    return { text: answer, covered: after.trimEnd().length, needed };
  }
  // The answer breaks off while it repeats the rest of the line.
  if (isBlank(rest.slice(shared.left))) return { text: answer.slice(0, needed), covered, needed };
  // `Array<number>> = new Map();` in front of `> = x;`: two ends of a statement on one line.
  if (!isBlank(left) && /[;{]$/.test(firstLineOf(rest))) {
    return { text: answer.slice(0, needed), covered, needed };
  }
  return { text: answer, covered, needed };
}

/** The answer holds the text right of the cursor, or runs into it: that is not said twice. */
function meetWithin(answer: string, snapshot: Snapshot): Meeting | undefined {
  const after = snapshot.lineAfter;
  const rest = after.trim();
  const last = answer.slice(answer.lastIndexOf('\n') + 1);
  for (let from = 0; from < last.length; from += 1) {
    if (last.charAt(from) !== after.charAt(0) && last.charAt(from) !== rest.charAt(0)) continue;
    if (isWordBroken(last, from)) continue;
    const end = last.slice(from);
    const shared = sharedBeginning(end, after);
    if (!isBlank(end.slice(shared.left))) continue;
    if (!isBlank(after.slice(shared.right)) && significant(end) < SIGNIFICANT) continue;
    const kept = answer.slice(0, answer.length - end.length);
    if (!breaksPair(kept, snapshot)) return { text: kept, covered: 0, needed: 0 };
  }
  const [first = ''] = answer.split('\n', 1);
  const inside = meetInside(first, answer, snapshot);
  if (inside) return inside;
  // The whole rest of the line stands at the end of the answer's first line, and more lines follow.
  if (first.length < answer.length && first.trimEnd().endsWith(rest)) {
    return { text: answer, covered: after.trimEnd().length, needed: first.length };
  }
  return undefined;
}

/** `id FROM users WHERE id = 1;` in front of `FROM users;`: the answer says the rest of the line and goes on. */
function meetInside(first: string, answer: string, snapshot: Snapshot): Meeting | undefined {
  const after = snapshot.lineAfter;
  const rest = after.trim().replace(/[\s;,)\]}]+$/, '');
  const at = first.indexOf(rest);
  if (significant(rest) < SIGNIFICANT || at < 0 || isWordBroken(first, at)) return undefined;
  const kept = answer.slice(0, at);
  const covered = after.trimEnd().length;
  const isWhole = isSubsequence(after.slice(0, covered), answer);
  if (
    isWhole &&
    balanceWith(answer, covered, snapshot).total <= balanceWith('', 0, snapshot).total
  ) {
    return { text: answer, covered, needed: at + rest.length };
  }
  return breaksPair(kept, snapshot) ? undefined : { text: kept, covered: 0, needed: 0 };
}

/** Whether a cut parts what belongs together: `len(xs)` in front of `)` ends with a bracket of its own. */
function breaksPair(kept: string, snapshot: Snapshot): boolean {
  return balanceWith(kept, 0, snapshot).total > balanceWith('', 0, snapshot).total;
}

/** Whether a place stands in the middle of a word. */
function isWordBroken(text: string, at: number): boolean {
  return /^\w\w/.test(text.slice(Math.max(0, at - 1), at + 1));
}

/** How far two texts begin alike, blanks apart, in characters of each. */
function sharedBeginning(a: string, b: string): { left: number; right: number } {
  let left = 0;
  let right = 0;
  for (;;) {
    const nextLeft = skipBlanks(a, left);
    const nextRight = skipBlanks(b, right);
    const char = a.charAt(nextLeft);
    if (char === '' || char !== b.charAt(nextRight)) return { left, right };
    left = nextLeft + 1;
    right = nextRight + 1;
  }
}

function skipBlanks(text: string, at: number): number {
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
  return at;
}

function firstLineOf(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trimEnd();
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function squeeze(text: string): string {
  return text.replace(/\s/g, '');
}

function significant(text: string): number {
  return squeeze(text).length;
}

/** Whether a text holds the characters of another in their order. */
export function isSubsequence(part: string, text: string): boolean {
  let from = 0;
  for (const char of part) {
    const at = text.indexOf(char, from);
    if (at < 0) return false;
    from = at + char.length;
  }
  return true;
}
