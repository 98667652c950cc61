import { opensBlock } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import { blanksOf, columnsOf, lineAbove } from '../snapshot.ts';

/** `const total = █` + `const total = 42` is `42`: the answer begins the line anew. */
export function dropOwnBeginning(text: string, snapshot: Snapshot): string {
  const begun = snapshot.lineBefore.trim();
  const answer = text.trimStart();
  // `return this.` + `this.name`: the answer begins the access anew.
  const access = /[\w$]\S*(?:\.|->|::)$/.exec(begun)?.[0];
  if (access !== undefined && access.length > 2 && answer.startsWith(access)) {
    return answer.slice(access.length);
  }
  // Behind an opening bracket a repeat is a call within a call: `max(` + `max(a, b), c)`.
  if (begun.length < 3 || /[([{,]$/.test(begun) || !/\W/.test(snapshot.lineBefore.trimStart())) {
    return text;
  }
  if (!answer.startsWith(begun) || /^\w\w/.test(answer.slice(begun.length - 1))) return text;
  const rest = answer.slice(begun.length);
  return /\s$/.test(snapshot.lineBefore) ? rest.replace(/^[ \t]+/, '') : rest;
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
  const body = isAfterEmpty || lineBefore !== '' ? text.replace(/^(?:[ \t]*\n)+/, '') : text;
  if (lineBefore === '') return body;
  // What is typed of the indentation is not said twice; what is missing of it may come.
  const missing = Math.max(0, expectedColumns(snapshot) - columnsOf(lineBefore, snapshot.indent));
  const blanks = blanksOf(body);
  let kept = blanks;
  while (kept !== '' && columnsOf(kept, snapshot.indent) > missing) kept = kept.slice(1);
  return kept + body.slice(blanks.length);
}

function expectedColumns(snapshot: Snapshot): number {
  const above = lineAbove(snapshot);
  if (above === undefined) return 0;
  const step =
    snapshot.indent.unit === '\t' ? snapshot.indent.tabSize : snapshot.indent.unit.length;
  return columnsOf(above, snapshot.indent) + (opensBlock(above, snapshot.language) ? step : 0);
}
