import { hunksOf } from '../edit/diffHunks.ts';
import type { Hunk } from '../edit/diffHunks.ts';
import { offsetsOf } from '../../base/linearSearch.ts';
import type { PlacedEdit } from './textEdit.ts';

/** A part of a proposed change: a range of the base text, in characters, and the text that replaces it. */
export interface Replacement {
  readonly start: number;
  readonly oldText: string;
  readonly newText: string;
}

/** Replacements of a text, and those that no longer fit it. */
export interface PendingReplacements {
  /** In order; they do not overlap. */
  readonly replacements: readonly Replacement[];
  readonly conflicts: readonly Replacement[];
}

/** The base text with its replacements, which must be in order and must not overlap. */
export function withReplacements(base: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, oldText, newText } of replacements) {
    pieces.push(base.slice(at, start), newText);
    at = start + oldText.length;
  }
  return [...pieces, base.slice(at)].join('');
}

/**
 * The replacements of the base text that also make an edit of the proposed text. The edit is merged with the
 * replacements whose new text it changes; their old texts then span all of them.
 */
export function withPlacedEdit(
  base: string,
  replacements: readonly Replacement[],
  edit: PlacedEdit,
): readonly Replacement[] {
  const before: Replacement[] = [];
  const touched: (Replacement & { readonly at: number })[] = [];
  const after: Replacement[] = [];
  // Into a text that earlier edits made empty: it belongs to these.
  const isInsertion = edit.start === edit.end;
  // The difference between an offset of the proposed text and that of the base, before and after the edit.
  let [shift, shiftAfter] = [0, 0];
  for (const each of replacements) {
    const growth = each.newText.length - each.oldText.length;
    const at = each.start + shiftAfter;
    const end = at + each.newText.length;
    if (end < edit.start || (end === edit.start && !isInsertion)) {
      before.push(each);
      shift += growth;
      shiftAfter = shift;
    } else if (at > edit.end || (at === edit.end && !isInsertion)) {
      after.push(each);
    } else {
      touched.push({ ...each, at });
      shiftAfter += growth;
    }
  }
  const proposed = withReplacements(base, replacements);
  const [first, last] = [touched[0], touched.at(-1)];
  const from = Math.min(edit.start, first?.at ?? edit.start);
  const to = Math.max(edit.end, last ? last.at + last.newText.length : edit.end);
  const start = from - shift;
  const merged = {
    start,
    oldText: base.slice(start, to - shiftAfter),
    newText: proposed.slice(from, edit.start) + edit.text + proposed.slice(edit.end, to),
  };
  const isChange = merged.oldText !== merged.newText;
  return [...before, ...(isChange ? [merged] : []), ...after];
}

/**
 * Finds replacements of one text in a changed version of it. Each is where it was, moved by the changes before it, or
 * else where its exact old text occurs once. All others are conflicts, in particular those whose old text was edited,
 * so a replacement never removes text that it was not made for. Takes linear time for each replacement.
 */
export function rebase(
  base: string,
  current: string,
  { replacements, conflicts }: PendingReplacements,
): PendingReplacements {
  if (base === current && conflicts.length === 0) return { replacements, conflicts };
  const [prefix, suffix] = commonEnds(base, current);
  const moved = (start: number, length: number): number | undefined => {
    if (start + length <= prefix) return start;
    return start >= base.length - suffix ? start + current.length - base.length : undefined;
  };
  const found: Replacement[] = [];
  const lost: Replacement[] = [];
  const place = (each: Replacement, tracked: number | undefined) => {
    const start = offsetOf(current, each.oldText, tracked);
    if (start === undefined) lost.push(each);
    else found.push({ ...each, start });
  };
  for (const each of replacements) place(each, moved(each.start, each.oldText.length));
  for (const each of conflicts) place(each, undefined);
  const kept: Replacement[] = [];
  let end = 0;
  for (const each of found.toSorted((a, b) => a.start - b.start)) {
    if (each.start < end) lost.push(each);
    else {
      kept.push(each);
      end = each.start + each.oldText.length;
    }
  }
  return { replacements: kept, conflicts: lost };
}

/** The replacements that make one text of another, with the lines around each as its context. */
export function replacementsBetween(text: string, other: string): readonly Replacement[] {
  const replacements: Replacement[] = [];
  for (const { start, end, text: newText } of hunksOf(text, other)) {
    const from = previousLineStart(text, start);
    const to = nextLineEnd(text, end);
    const last = replacements.at(-1);
    const lastEnd = last ? last.start + last.oldText.length : 0;
    if (last && from < lastEnd) {
      // The context of two changes is the same line: they are one replacement.
      const kept = last.newText.slice(0, last.newText.length - Math.max(0, lastEnd - start));
      replacements[replacements.length - 1] = {
        start: last.start,
        oldText: text.slice(last.start, to),
        newText: kept + text.slice(lastEnd, start) + newText + text.slice(end, to),
      };
      continue;
    }
    replacements.push({
      start: from,
      oldText: text.slice(from, to),
      newText: text.slice(from, start) + newText + text.slice(end, to),
    });
  }
  return replacements;
}

/**
 * Whether a text is the base with some of the hunks of its change applied, or all. Takes linear time; where a hunk and
 * the text that it replaces both fit, it counts as applied.
 */
export function isPartlyApplied(base: string, hunks: readonly Hunk[], text: string): boolean {
  let at = hunks[0]?.start ?? base.length;
  if (!text.startsWith(base.slice(0, at))) return false;
  for (const [index, hunk] of hunks.entries()) {
    const kept = base.slice(hunk.end, hunks[index + 1]?.start ?? base.length);
    const isLast = index === hunks.length - 1;
    const fits = (part: string) =>
      text.startsWith(part, at) &&
      text.startsWith(kept, at + part.length) &&
      (!isLast || at + part.length + kept.length === text.length);
    const part = [hunk.text, base.slice(hunk.start, hunk.end)].find(fits);
    if (part === undefined) return false;
    at += part.length + kept.length;
  }
  return hunks.length > 0;
}

/** The start of the line before the one with this offset. */
function previousLineStart(text: string, offset: number): number {
  const end = offset > 0 ? text.lastIndexOf('\n', offset - 1) : -1;
  return end > 0 ? text.lastIndexOf('\n', end - 1) + 1 : 0;
}

/** The end of the line after the one with this offset. */
function nextLineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const next = end < 0 ? -1 : text.indexOf('\n', end + 1);
  return next < 0 ? text.length : next + 1;
}

function offsetOf(text: string, oldText: string, tracked: number | undefined): number | undefined {
  // Only an empty file has an empty old text, which fits nowhere once there is other text.
  if (oldText === '') return tracked === text.length ? tracked : undefined;
  if (tracked !== undefined && text.startsWith(oldText, tracked)) return tracked;
  const [first, second] = offsetsOf(text, oldText, 2);
  return second === undefined ? first : undefined;
}

/** The lengths of the common beginning and end of two texts, which do not overlap. */
function commonEnds(one: string, other: string): readonly [prefix: number, suffix: number] {
  const length = Math.min(one.length, other.length);
  let prefix = 0;
  while (prefix < length && one.charCodeAt(prefix) === other.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  const rest = length - prefix;
  while (
    suffix < rest &&
    one.charCodeAt(one.length - 1 - suffix) === other.charCodeAt(other.length - 1 - suffix)
  ) {
    suffix++;
  }
  return [prefix, suffix];
}
