import { commonLengths } from '../../../base/linearSearch.ts';

/** The end of a line that is repeated at the beginning of another text, ignoring spaces and tabs. */
export interface Overlap {
  /** Offset in the line at which it begins. */
  readonly from: number;
  /** Number of characters, without spaces and tabs. */
  readonly length: number;
  /** Offset in the other text at which it ends. */
  readonly to: number;
  /** Whether the other text has nothing else. */
  readonly isWhole: boolean;
}

/** The ends of a line that a text begins with, the longest first. */
export function overlaps(line: string, text: string): Overlap[] {
  const begin = text.trimEnd().replace(/[ \t]+/g, '');
  const ends: number[] = [];
  for (let at = 0; at < text.length; at += 1) if (!isSpace(text, at)) ends.push(at + 1);
  const places: number[] = [];
  for (let at = 0; at < line.trimEnd().length; at += 1) if (!isSpace(line, at)) places.push(at);
  const chars = places.map((at) => line.charAt(at));
  const found: Overlap[] = [];
  for (const length of commonLengths(begin, chars.join(''))) {
    const from = places[places.length - length] ?? 0;
    found.push({ from, length, to: ends[length - 1] ?? 0, isWhole: length === begin.length });
  }
  return found;
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at) === ' ' || text.charAt(at) === '\t';
}
