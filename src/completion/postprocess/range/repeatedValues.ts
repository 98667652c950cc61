import type { Snapshot } from '../../snapshot.ts';
import { imbalance } from './scanBrackets.ts';

/** Minimum length, without whitespace, of the rest of a line that is repeated behind other values. */
const MIN_REPEATED_LENGTH = 8;
/** Maximum number of places of a key that are examined. */
const MAX_TRIED = 32;

/**
 * Where an answer begins to repeat what follows the cursor, with other values: a named argument or attribute, the last
 * arguments and the rest of the line, or in prose a group in brackets. Undefined if it does not.
 */
export function repeatedValueAt(answer: string, snapshot: Snapshot): number | undefined {
  const { lineAfter: after } = snapshot;
  const [first = ''] = answer.split('\n', 1);
  return sameKeyAt(first, after) ?? sameGroupAt(answer, after, snapshot) ?? sameEndAt(first, after);
}

/** A key at the beginning of a text: `, class: "a"`, ` id="b"`, `, default=1`. */
const KEY = /^([\s,;]*)([@$]?\w[\w-]*) ?(=(?![=>~])|:(?![:=]))/;

/**
 * Where a line of an answer repeats the key that follows the cursor, with another value. An argument or attribute is
 * named only once.
 */
function sameKeyAt(line: string, after: string): number | undefined {
  const [, before = '', key, sign] = KEY.exec(after) ?? [];
  if (key === undefined) return undefined;
  // Only attributes of tags are separated by spaces alone.
  const separator = /[,;]/.test(before) ? /[,;]/ : /\s/;
  let at = line.indexOf(key);
  for (let tried = 0; at >= 0 && tried < MAX_TRIED; tried += 1) {
    let start = at;
    while (start > 0 && /[\s,;]/.test(line.charAt(start - 1))) start -= 1;
    const [, , other, otherSign] = KEY.exec(line.slice(at)) ?? [];
    const isSame = other === key && otherSign === sign && separator.test(line.slice(start, at));
    if (start > 0 && isSame) return start;
    at = line.indexOf(key, at + 1);
  }
  return undefined;
}

/**
 * Where a line of an answer repeats the arguments that follow the cursor, with other values, and then the rest of the
 * line: `data, &config); err != nil {` before `, &cfg); err != nil {`.
 */
function sameEndAt(line: string, after: string): number | undefined {
  const [one, other] = [line.trimEnd(), after.trimEnd()];
  if (!/^\s*,/.test(other)) return undefined;
  let length = 0;
  while (length < other.length && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  const values = other.slice(0, other.length - length);
  if (
    other.slice(values.length).replace(/\s/g, '').length < MIN_REPEATED_LENGTH ||
    /[()[\]{}]/.test(values)
  )
    return undefined;
  let at = one.length - length;
  for (let commas = values.split(',').length - 1; commas > 0 && at > 0; commas -= 1)
    at = one.lastIndexOf(',', at - 1);
  return at > 0 && !/[()[\]{}]/.test(one.slice(at, one.length - length)) ? at : undefined;
}

/**
 * Where an answer ends with a group in brackets that begins like the one that follows the cursor: `a.svg[Title]` before
 * `[Title,width=600]`.
 */
function sameGroupAt(answer: string, after: string, { syntax }: Snapshot): number | undefined {
  // In code, `dp[i]` before `[i - 1]` is another index.
  if (!syntax.isProse) return undefined;
  const [group, opening] = /^([([])\w+/.exec(after) ?? [];
  const text = answer.trimEnd();
  if (group === undefined || opening === undefined || !/[)\]]$/.test(text)) return undefined;
  const at = text.lastIndexOf(opening);
  const isGroup = at > 0 && text.startsWith(group, at) && /\w$/.test(text.slice(0, at));
  return isGroup && imbalance(text.slice(at), syntax) === 0 ? at : undefined;
}
