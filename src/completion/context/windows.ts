import { cutEnd } from '../snapshot.ts';
import type { Lines } from '../snapshot.ts';
import type { OpenDocument } from './snippet.ts';

/** Lines of half a window; a window is two halves that follow each other, so that windows overlap. */
const HALF = 28;
/** Lines of a document that are looked at, at most. */
const MOST_LINES = 2016;
/** Characters of a line that are looked at and sent: longer lines are data, or written by a program. */
const MOST_OF_LINE = 240;

/** Names in some lines of code: identifiers of three characters or more, each once. */
export type Names = ReadonlySet<string>;

/** A piece of a document that may travel as one. */
export interface Window {
  /** Its first line, from 0, and the line after its last one. */
  readonly from: number;
  readonly to: number;
  readonly halves: readonly Names[];
  /** How many different names there are in it. */
  readonly size: number;
}

/** The windows of a document; of a long one those around the line that matters. */
export function windowsOf({ lines, near }: OpenDocument): Window[] {
  const start =
    lines.count <= MOST_LINES
      ? 0
      : Math.floor(Math.max(0, Math.min(near - MOST_LINES / 2, lines.count - MOST_LINES)) / HALF) *
        HALF;
  const end = Math.min(lines.count, start + MOST_LINES);
  const halves: Names[] = [];
  for (let from = start; from < end; from += HALF) {
    halves.push(namesIn(lines, from, Math.min(end, from + HALF)));
  }
  const pairs = Math.max(1, halves.length - 1);
  return Array.from({ length: pairs }, (_, index) => {
    const pair = halves.slice(index, index + 2);
    const from = start + index * HALF;
    const size = new Set(pair.flatMap((names) => [...names])).size;
    return { from, to: Math.min(end, from + 2 * HALF), halves: pair, size };
  });
}

/** The names around a line: those of about one window. */
export function namesAround(lines: Lines, line: number): Names {
  return namesIn(lines, Math.max(0, line - HALF), Math.min(lines.count, line + HALF));
}

/** How much two sets of names have in common: shared names by all names (Jaccard's index), 0 to 1. */
export function similarity(names: Names, { halves, size }: Window): number {
  let shared = 0;
  for (const name of names) if (halves.some((half) => half.has(name))) shared += 1;
  const all = names.size + size - shared;
  return all === 0 ? 0 : shared / all;
}

/** The text of some lines, blank ones around it left out. */
export function textOf(lines: Lines, from: number, to: number): string {
  const texts = [];
  for (let line = from; line < Math.min(to, lines.count); line += 1) {
    texts.push(cutEnd(lines.at(line), MOST_OF_LINE).trimEnd());
  }
  return texts.join('\n').replace(/^\n+|\n+$/g, '');
}

function namesIn(lines: Lines, from: number, to: number): Names {
  const names = new Set<string>();
  for (let line = from; line < to; line += 1) {
    const text = lines.at(line).slice(0, MOST_OF_LINE);
    for (const name of text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? []) names.add(name);
  }
  return names;
}
