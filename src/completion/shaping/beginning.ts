import { imbalance } from '../brackets.ts';
import { opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { blanksOf, columnsOf, lineAbove } from '../snapshot.ts';

/** Lines above the cursor that an answer may say again in front of the cursor's own. */
const MOST_ABOVE = 5;
/** A word that is being typed counts as repeated from this many characters on. */
const TELLING_WORD = 3;

/** `const total = █` + `const total = 42` is `42`: the answer begins the line anew, or some lines above it. */
export function dropOwnBeginning(text: string, snapshot: Snapshot): string {
  const begun = snapshot.lineBefore.trim();
  if (begun === '') return text;
  const answer = withoutLinesAbove(text, snapshot);
  // `return this.` + `this.name`: the answer begins the access anew.
  const access = /[\w$]\S*(?:\.|->|::)$/.exec(begun)?.[0];
  if (access !== undefined && access.length > 2 && answer.startsWith(access)) {
    return answer.slice(access.length);
  }
  if (begun.length >= TELLING_WORD && answer.startsWith(begun) && isBegunAnew(answer, snapshot)) {
    const rest = answer.slice(begun.length);
    return /\s$/.test(snapshot.lineBefore) ? rest.replace(/^[ \t]+/, '') : rest;
  }
  // `x = getU` + `getUser()`: the answer begins the word anew.
  const word = snapshot.language.prose ? undefined : /[\p{L}_$][\w$]*$/u.exec(begun)?.[0];
  const isRepeat = word !== undefined && word.length >= TELLING_WORD && answer.startsWith(word);
  return isRepeat && answer.length > word.length ? answer.slice(word.length) : text;
}

/** The answer from the line on that begins like the cursor's, if those in front of it stand above already. */
function withoutLinesAbove(text: string, snapshot: Snapshot): string {
  const begun = snapshot.lineBefore.trim();
  const lines = text.split('\n');
  const at = lines.slice(0, MOST_ABOVE).findIndex((line) => line.trim().startsWith(begun));
  const above = snapshot.prefix.split('\n').slice(-at - 1, -1);
  const isSame = lines.slice(0, at).every((line, index) => line.trim() === above[index]?.trim());
  return (at > 0 && isSame ? lines.slice(at).join('\n') : text).trimStart();
}

/**
 * Whether an answer that begins like the line means to begin it anew. `max(` + `max(a, b), c)` is a call
 * within a call: there the brackets tell.
 */
function isBegunAnew(answer: string, { lineBefore, lineAfter, language }: Snapshot): boolean {
  const begun = lineBefore.trim();
  // A word alone says too little, unless the answer says more.
  if (/^\w+$/.test(begun) && answer.length === begun.length) return false;
  if (!/^\S*[([{,]$/.test(begun)) return true;
  const line = (answer.split('\n', 1)[0] ?? '') + lineAfter;
  return imbalance(line, language) < imbalance(begun + line, language);
}

/**
 * Blanks that are there already: a space after a space, the line's indentation, an empty line after an
 * empty line. What the code needs stays: it is no blanket trim.
 */
export function fixLeadingBlanks(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  if (lineBefore.trim() === '') return onBlankLine(text, snapshot);
  return /[ \t]$/.test(lineBefore) ? text.replace(/^[ \t]+(?=\S)/, '') : text;
}

function onBlankLine(text: string, snapshot: Snapshot): string {
  const { lineBefore } = snapshot;
  const above = snapshot.prefix.slice(0, snapshot.prefix.length - lineBefore.length);
  const isAfterEmpty = above === '' || /\n[ \t]*\n$/.test(above);
  const body = text.replace(/^(?:[ \t]*\n)+/, (empty) =>
    isAfterEmpty || lineBefore !== '' ? '' : mostEmptyLines(empty, snapshot),
  );
  if (lineBefore === '') return body;
  // What is typed of the indentation is not said twice; what is missing of it may come.
  const missing = Math.max(0, expectedColumns(snapshot) - columnsOf(lineBefore, snapshot.indent));
  const blanks = blanksOf(body);
  let kept = blanks;
  while (kept !== '' && columnsOf(kept, snapshot.indent) > missing) kept = kept.slice(1);
  return kept + body.slice(blanks.length);
}

/** One empty line parts what follows from what is above; in Python two do. */
function mostEmptyLines(empty: string, { language }: Snapshot): string {
  const breaks = empty.split('\n').length - 1;
  return '\n'.repeat(Math.min(breaks, language.offside ? 2 : 1));
}

/** Columns at which the line under the one above begins. */
export function expectedColumns(snapshot: Snapshot): number {
  const above = lineAbove(snapshot);
  if (above === undefined) return 0;
  const step =
    snapshot.indent.unit === '\t' ? snapshot.indent.tabSize : snapshot.indent.unit.length;
  return columnsOf(above, snapshot.indent) + (opensBlock(above, snapshot.language) ? step : 0);
}
