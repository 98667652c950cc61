import { truncateEnd } from '../../../base/textExcerpt.ts';
import type { LineSource } from '../../../base/lines.ts';
import type { OpenDocument } from './snippet.ts';

/** Number of lines in half a window; a window has two adjacent halves, so that windows overlap. */
const HALF_WINDOW_LINES = 28;
/** Maximum number of lines read from a document. */
const MAX_LINES = 2016;
/** Maximum number of characters read from a line: longer lines are data or generated. */
const MAX_LINE_LENGTH = 240;

/** The names in lines of code: distinct identifiers of three characters or more. */
export type IdentifierSet = ReadonlySet<string>;

/** A part of a document that may become a snippet. */
export interface SnippetWindow {
  /** Zero-based first line, and the line after the last one. */
  readonly from: number;
  readonly to: number;
  readonly halves: readonly IdentifierSet[];
  /** Number of distinct names. */
  readonly size: number;
}

/** The windows of a document; in a long one, those around the focus line. */
export function windowsOf({ lines, focusLine }: OpenDocument): SnippetWindow[] {
  const start =
    lines.count <= MAX_LINES
      ? 0
      : Math.floor(
          Math.max(0, Math.min(focusLine - MAX_LINES / 2, lines.count - MAX_LINES)) /
            HALF_WINDOW_LINES,
        ) * HALF_WINDOW_LINES;
  const end = Math.min(lines.count, start + MAX_LINES);
  const halves: IdentifierSet[] = [];
  for (let from = start; from < end; from += HALF_WINDOW_LINES) {
    halves.push(namesIn(lines, from, Math.min(end, from + HALF_WINDOW_LINES)));
  }
  const pairs = Math.max(1, halves.length - 1);
  return Array.from({ length: pairs }, (_, index) => {
    const pair = halves.slice(index, index + 2);
    const from = start + index * HALF_WINDOW_LINES;
    const size = new Set(pair.flatMap((names) => [...names])).size;
    return { from, to: Math.min(end, from + 2 * HALF_WINDOW_LINES), halves: pair, size };
  });
}

/** The names around a line, in about one window. */
export function namesAround(lines: LineSource, line: number): IdentifierSet {
  return namesIn(
    lines,
    Math.max(0, line - HALF_WINDOW_LINES),
    Math.min(lines.count, line + HALF_WINDOW_LINES),
  );
}

/** Similarity of two sets of names from 0 to 1 (Jaccard index). */
export function similarity(names: IdentifierSet, { halves, size }: SnippetWindow): number {
  let shared = 0;
  for (const name of names) if (halves.some((half) => half.has(name))) shared += 1;
  const all = names.size + size - shared;
  return all === 0 ? 0 : shared / all;
}

/** The text of lines, without blank lines around it. */
export function textOf(lines: LineSource, from: number, to: number): string {
  const texts = [];
  for (let line = from; line < Math.min(to, lines.count); line += 1) {
    texts.push(truncateEnd(lines.at(line), MAX_LINE_LENGTH).trimEnd());
  }
  return texts.join('\n').replace(/^\n+|(?<!\n)\n+$/g, '');
}

function namesIn(lines: LineSource, from: number, to: number): IdentifierSet {
  const names = new Set<string>();
  for (let line = from; line < to; line += 1) {
    const text = lines.at(line).slice(0, MAX_LINE_LENGTH);
    for (const name of text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? []) names.add(name);
  }
  return names;
}
