import { balanceWith, dropExcess } from './balance.ts';
import { stateAtCursor } from './scanStates.ts';
import { scanBrackets } from './brackets.ts';
import { isSubsequence, meet } from './meeting.ts';
import type { Snapshot } from './snapshot.ts';

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
  const placed = dropTerminator(uncover({ text, covered }, snapshot), snapshot);
  return isVisible(placed, snapshot) && !swallowsRest(placed, snapshot) ? placed : undefined;
}

/** `x = bar(█ + y`: what stands behind the cursor would end up inside of brackets that the answer left open. */
function swallowsRest({ text, covered }: Placed, snapshot: Snapshot): boolean {
  if (snapshot.lineAfter.slice(covered).trim() === '') return false;
  const { open } = scanBrackets(text, snapshot.language, stateAtCursor(snapshot));
  if (open.length === 0) return false;
  return balanceWith(text, covered, snapshot).total > balanceWith('', 0, snapshot).total;
}

/** `const x = █ + y;` + `a;`: the statement does not end in front of an operator. */
function dropTerminator(placed: Placed, { lineAfter, language }: Snapshot): Placed {
  const rest = lineAfter.slice(placed.covered).trim();
  const goesOn = /^(?:[+*%&|^,.=]|-(?!-?>)|\?(?!>)|\/(?![/*])|<(?!\/))/.test(rest);
  if (!goesOn || language.prose || /&\w+;$/.test(placed.text)) return placed;
  return { text: placed.text.replace(/(?<=\S);[ \t]*$/, ''), covered: placed.covered };
}

/** `foo(█ )` + `a)`: where blanks keep the range from being drawn, the ending that stands there goes instead. */
function uncover(placed: Placed, snapshot: Snapshot): Placed {
  if (placed.covered === 0 || isVisible(placed, snapshot)) return placed;
  const ending = snapshot.lineAfter.slice(0, placed.covered).replace(/\s/g, '');
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
