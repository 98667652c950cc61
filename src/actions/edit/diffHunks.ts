import { diffArrays } from 'diff';
import { anchorsOf } from './diffAnchors.ts';

/** A part of a change that can be applied on its own. */
export interface Hunk {
  /** The removed range of the original text, in characters; empty if lines are only added. */
  readonly start: number;
  readonly end: number;
  /** The added lines, without the last line end if it stays. */
  readonly text: string;
  /** The first removed line, or the line before which lines are added, from 0. */
  readonly line: number;
  /** The number of removed lines. */
  readonly lineCount: number;
  /** The first removed and the first added line, each shortened for a label: `a() → b()`. */
  readonly sample: string;
}

/** Changed lines of both texts, from 0; the ends are exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Lines of both texts together that are compared line by line, which takes about a millisecond. */
const MAX_COMPARED_LINES = 120;
/** The length of a label, in characters. */
const SAMPLE_LENGTH = 60;

/**
 * The parts of a change, in order. They neither overlap nor touch, so each can be applied on its own. Anchors separate
 * them; short texts between anchors are compared line by line, long ones are a single part, as are the differences of
 * very long texts. The time depends on the number of lines and hardly on the number of changes.
 */
export function hunksOf(original: string, text: string): Hunk[] {
  const [old, now] = [linesWithEnds(original), linesWithEnds(text)];
  const starts = [0];
  for (const line of old) starts.push((starts.at(-1) ?? 0) + line.length);
  return spansOf(old, now).map(({ from, to, newFrom, newTo }) => {
    const [removed, added] = [old.slice(from, to), now.slice(newFrom, newTo)];
    const kept = lengthOfCommonEnd(removed.at(-1) ?? '', added.at(-1) ?? '');
    const text = added.join('');
    return {
      start: starts[from] ?? 0,
      end: (starts[to] ?? 0) - kept,
      text: text.slice(0, text.length - kept),
      line: from,
      lineCount: to - from,
      sample: samplesOf(removed, added),
    };
  });
}

function spansOf(old: readonly string[], now: readonly string[]): Span[] {
  const spans: Span[] = [];
  let [from, newFrom] = [0, 0];
  const ends = { oldLine: old.length, newLine: now.length };
  for (const { oldLine, newLine } of [...anchorsOf(old, now), ends]) {
    for (const span of spansWithin(old.slice(from, oldLine), now.slice(newFrom, newLine))) {
      spans.push({
        from: from + span.from,
        to: from + span.to,
        newFrom: newFrom + span.newFrom,
        newTo: newFrom + span.newTo,
      });
    }
    [from, newFrom] = [oldLine + 1, newLine + 1];
  }
  return spans;
}

/** The changes between two anchors. */
function spansWithin(old: readonly string[], now: readonly string[]): Span[] {
  if (old.length === 0 && now.length === 0) return [];
  const whole = { from: 0, to: old.length, newFrom: 0, newTo: now.length };
  const isLong = old.length + now.length > MAX_COMPARED_LINES;
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

/** The lines of a text with their line ends; none for an empty text. */
function linesWithEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The length of the line end that two lines have in common. */
function lengthOfCommonEnd(one: string, other: string): number {
  const end = /\r?\n$/.exec(one)?.[0] ?? '';
  return other.endsWith(end) ? end.length : 0;
}

function samplesOf(removed: readonly string[], added: readonly string[]): string {
  return [sampleOf(removed), sampleOf(added)].filter((line) => line !== '').join(' → ');
}

function sampleOf(lines: readonly string[]): string {
  const line = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return line.length > SAMPLE_LENGTH ? `${line.slice(0, SAMPLE_LENGTH).trimEnd()}…` : line;
}
