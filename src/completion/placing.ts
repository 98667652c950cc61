import { imbalance, scanBrackets } from './brackets.ts';
import type { Snapshot } from './snapshot.ts';
import { columnsOf, lineAbove } from './snapshot.ts';

/** What VS Code is handed: the text of the item and the part of the cursor's line that it replaces. */
export interface Item {
  /** Text of the item, LF. */
  readonly insertText: string;
  /** Characters left of the cursor that the item's range covers. */
  readonly replaceBefore: number;
  /** Characters right of the cursor that the item's range covers. */
  readonly replaceAfter: number;
}

/** The longest beginning of a line that goes into an item's range; the range of a longer one begins at the cursor. */
const LONGEST_LEAD = 1000;
/** The text after the cursor in which brackets are counted, in characters. */
const BALANCE_WINDOW = 3000;
/** A repeated beginning of the text right of the cursor counts from this many characters on, blanks apart. */
const SIGNIFICANT = 8;

/** An answer at its place. */
export interface Placed {
  /** Everything that will stand behind the cursor, what is covered right of it included. */
  readonly text: string;
  /** Characters right of the cursor that `text` replaces because it repeats them. */
  readonly covered: number;
}

/**
 * Places an answer on the cursor's line: what it repeats of the text right of the cursor is covered by the
 * range or cut, and closers that nothing opened are cut. Undefined if nothing is left that VS Code would draw.
 */
export function place(answer: string, snapshot: Snapshot): Placed | undefined {
  const { text, covered } = dropExcess(meet(answer, snapshot), snapshot);
  const placed = uncover({ text, covered }, snapshot);
  return isVisible(placed, snapshot) && !swallowsRest(placed, snapshot) ? placed : undefined;
}

/** `x = bar(█ + y`: what stands behind the cursor would end up inside of brackets that the answer left open. */
function swallowsRest({ text, covered }: Placed, snapshot: Snapshot): boolean {
  if (isBlank(snapshot.lineAfter.slice(covered))) return false;
  const { open } = scanBrackets(text, snapshot.language, stateAtCursor(snapshot));
  if (open.length === 0) return false;
  return balanceWith(text, covered, snapshot).total > balanceWith('', 0, snapshot).total;
}

/** `foo(█ )` + `a)`: where blanks keep the range from being drawn, the ending that stands there goes instead. */
function uncover(placed: Placed, snapshot: Snapshot): Placed {
  if (placed.covered === 0 || isVisible(placed, snapshot)) return placed;
  const ending = squeeze(snapshot.lineAfter.slice(0, placed.covered));
  let end = placed.text.length;
  for (const char of Array.from(ending).reverse()) {
    while (/\s/.test(placed.text.charAt(end - 1))) end -= 1;
    if (!placed.text.slice(0, end).endsWith(char)) return placed;
    end -= char.length;
  }
  return { text: placed.text.slice(0, end).trimEnd(), covered: 0 };
}

/** What a placed answer adds to the document: its text without the ending that stands there already. */
export function addedText({ text, covered }: Placed, snapshot: Snapshot): string {
  const ending = snapshot.lineAfter.slice(0, covered);
  return ending !== '' && text.endsWith(ending) ? text.slice(0, -ending.length) : text;
}

/**
 * The item for VS Code. Its range begins at the line's start, which keeps accept-word and the editor's own
 * re-indentation from making the ghost text flash; and it covers the word that a suggest widget's row replaces.
 */
export function itemOf({ text, covered }: Placed, snapshot: Snapshot): Item {
  const { selected } = snapshot;
  const lead = leadOf(snapshot);
  const untyped = selected ? selected.text.length - selected.before : 0;
  return { insertText: lead + text, replaceBefore: lead.length - untyped, replaceAfter: covered };
}

/** What an item repeats of the line before the cursor, the suggest widget's row at least. */
function leadOf({ lineBefore, selected }: Snapshot): string {
  const least = selected?.text.length ?? 0;
  if (lineBefore.length > LONGEST_LEAD) return lineBefore.slice(lineBefore.length - least);
  // VS Code 1.139 draws no item whose range has a surrogate pair, such as an emoji, left of the cursor.
  const plain = /[^\ud800-\udfff]*$/.exec(lineBefore)?.[0] ?? '';
  return lineBefore.slice(lineBefore.length - Math.max(plain.length, least));
}

/**
 * VS Code's rule for drawing an item: it is not blank, and it holds what its range covers right of the
 * cursor as a subsequence.
 */
export function isVisible(placed: Placed, snapshot: Snapshot): boolean {
  return (
    addedText(placed, snapshot).trim() !== '' &&
    isSubsequence(snapshot.lineAfter.slice(0, placed.covered), placed.text)
  );
}

function isSubsequence(part: string, text: string): boolean {
  let from = 0;
  for (const char of part) {
    const at = text.indexOf(char, from);
    if (at < 0) return false;
    from = at + char.length;
  }
  return true;
}

/** An answer that has met the text right of the cursor. */
interface Meeting extends Placed {
  /** End of the part of `text` that stands for covered closers and may not be cut. */
  readonly needed: number;
}

function meet(answer: string, snapshot: Snapshot): Meeting {
  if (snapshot.lineAfter.trim() === '') return { text: answer, covered: 0, needed: 0 };
  return (
    meetClosers(answer, snapshot) ??
    meetWithin(answer, snapshot) ?? { text: answer, covered: 0, needed: 0 }
  );
}

/**
 * The answer closes what the line opened: its stray closers that stand right of the cursor, in the same
 * order, are covered by the range. What follows them there is covered too where the answer goes on alike.
 */
function meetClosers(answer: string, snapshot: Snapshot): Meeting | undefined {
  const after = snapshot.lineAfter;
  const { stray } = scanBrackets(answer, snapshot.language, stateAtCursor(snapshot));
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
  // The whole rest of the line stands at the end of the answer's first line, and more lines follow.
  const [first = ''] = answer.split('\n', 1);
  if (first.length < answer.length && first.trimEnd().endsWith(rest)) {
    return { text: answer, covered: after.trimEnd().length, needed: first.length };
  }
  return undefined;
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

function stateAtCursor(snapshot: Snapshot) {
  return scanBrackets(snapshot.prefix, snapshot.language).end;
}

/** How unbalanced the text around the cursor is with a text in place of the covered characters. */
function balanceWith(text: string, covered: number, { prefix, suffix, language }: Snapshot) {
  const after = suffix.slice(covered, BALANCE_WINDOW);
  const whole = prefix + text + after;
  return {
    total: imbalance(whole, language),
    stray: scanBrackets(whole, language).stray.length,
  };
}

/**
 * How many blocks that began before the window a brace on an empty line may close, where nothing below
 * does: as many as the line above is indented deeper.
 */
function hiddenOpeners(text: string, snapshot: Snapshot): number {
  const { firstLine, lineBefore, suffix, indent } = snapshot;
  if (firstLine === 0 || !isBlank(suffix) || !isBlank(lineBefore) || !/^\s*\}/.test(text)) return 0;
  const step = indent.unit === '\t' ? indent.tabSize : indent.unit.length;
  const above = columnsOf(lineAbove(snapshot) ?? '', indent);
  return Math.max(0, Math.ceil((above - columnsOf(lineBefore, indent)) / step));
}

/**
 * Cuts the answer before the closers that would leave the document less balanced than it is. What the
 * answer opened itself it may leave open: then it is the beginning of a block.
 */
function dropExcess(meeting: Meeting, snapshot: Snapshot): Meeting {
  const { language } = snapshot;
  const state = stateAtCursor(snapshot);
  const now = balanceWith('', 0, snapshot);
  const hidden = hiddenOpeners(meeting.text, snapshot);
  let { text } = meeting;
  for (;;) {
    const { open, stray, wrong } = scanBrackets(text, language, state);
    const cuts = [...stray, ...wrong].map(({ at }) => at).filter((at) => at >= meeting.needed);
    if (cuts.length === 0) break;
    const then = balanceWith(text, meeting.covered, snapshot);
    // `foo(a█` + `))` is as unbalanced as before, but by a closer that nothing opened.
    if (then.total <= now.total + open.length + hidden && then.stray <= now.stray + hidden) break;
    text = text.slice(0, Math.max(...cuts));
    // A blank in front of the rest of the line stays: `from █'vscode'`.
    if (isBlank(snapshot.lineAfter) || /\n\s*$/.test(text)) text = text.trimEnd();
  }
  return { ...meeting, text };
}
