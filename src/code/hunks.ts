import { diffArrays } from 'diff';
import { anchorsOf } from './anchors.ts';

/** A part of a change that can be made without the others. */
export interface Hunk {
  /** What goes, in characters from the original text's beginning; nothing where lines only come. */
  readonly start: number;
  readonly end: number;
  /** What comes: whole lines; the last line end is not among them where it stays. */
  readonly text: string;
  /** The first line that goes, or in front of which lines come, counted from 0. */
  readonly line: number;
  /** How many lines go. */
  readonly lineCount: number;
  /** The first line of what comes, or of what goes where nothing comes; short enough for a label. */
  readonly sample: string;
}

/** Lines that change places, counted from 0; the ends are not among them. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** So many lines of both texts together are compared each with each: that takes about a millisecond. */
const CLOSE_LOOK = 120;
/** What fits in a list; in characters. */
const SAMPLE_LENGTH = 60;

/**
 * The parts of a change, in order: they neither overlap nor touch, so that any of them can be made alone. Lines
 * that are there once in both texts hold them apart; what lies between those is compared line by line where it is
 * short, and is one part where it is long. The time grows with the number of lines, and hardly with their changes.
 */
export function hunksOf(original: string, text: string): Hunk[] {
  const [old, now] = [linesWithEnds(original), linesWithEnds(text)];
  const starts = [0];
  for (const line of old) starts.push((starts.at(-1) ?? 0) + line.length);
  return spansOf(old, now).map(({ from, to, newFrom, newTo }) => {
    const [goes, comes] = [old.slice(from, to), now.slice(newFrom, newTo)];
    const kept = lengthOfCommonEnd(goes.at(-1) ?? '', comes.at(-1) ?? '');
    const text = comes.join('');
    return {
      ...{ start: starts[from] ?? 0, end: (starts[to] ?? 0) - kept },
      text: text.slice(0, text.length - kept),
      ...{ line: from, lineCount: to - from, sample: sampleOf(comes) || sampleOf(goes) },
    };
  });
}

function spansOf(old: readonly string[], now: readonly string[]): Span[] {
  const spans: Span[] = [];
  let [from, newFrom] = [0, 0];
  const ends = { at: old.length, newAt: now.length };
  for (const { at, newAt } of [...anchorsOf(old, now), ends]) {
    for (const span of spansWithin(old.slice(from, at), now.slice(newFrom, newAt))) {
      spans.push({
        ...{ from: from + span.from, to: from + span.to },
        ...{ newFrom: newFrom + span.newFrom, newTo: newFrom + span.newTo },
      });
    }
    [from, newFrom] = [at + 1, newAt + 1];
  }
  return spans;
}

/** The changes between two anchors. */
function spansWithin(old: readonly string[], now: readonly string[]): Span[] {
  if (old.length === 0 && now.length === 0) return [];
  const whole = { from: 0, to: old.length, newFrom: 0, newTo: now.length };
  const isLong = old.length + now.length > CLOSE_LOOK;
  const isOneLine = Math.max(old.length, now.length) === 1;
  if (isLong || isOneLine || old.length === 0 || now.length === 0) return [whole];
  const spans: Span[] = [];
  let [at, newAt] = [0, 0];
  let [from, newFrom] = [0, 0];
  const close = () => {
    if (at > from || newAt > newFrom) spans.push({ from, to: at, newFrom, newTo: newAt });
  };
  for (const { added, removed, count } of diffArrays([...old], [...now])) {
    if (added) newAt += count;
    else if (removed) at += count;
    else {
      close();
      at += count;
      newAt += count;
      [from, newFrom] = [at, newAt];
    }
  }
  close();
  return spans;
}

/** The lines of a text with their ends; none of an empty one. */
function linesWithEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** How many characters of line end two lines have in common. */
function lengthOfCommonEnd(one: string, other: string): number {
  const end = /\r?\n$/.exec(one)?.[0] ?? '';
  return other.endsWith(end) ? end.length : 0;
}

function sampleOf(lines: readonly string[]): string {
  const line = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return line.length > SAMPLE_LENGTH ? `${line.slice(0, SAMPLE_LENGTH).trimEnd()}…` : line;
}
