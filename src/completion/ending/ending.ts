import type { Snapshot } from '../snapshot.ts';
import { findEnd } from './block.ts';
import type { End, EndRule } from './end.ts';
import type { Mode } from './mode.ts';
import { fencedAt } from './prose.ts';
import { unwrap } from './unwrap.ts';

/** What of an answer counts so far. */
export interface Ended {
  readonly text: string;
  /** True once nothing that still arrives can change `text`: the stream may be closed. */
  readonly isDecided: boolean;
  /** The rule that ended it; absent where the model ended it by itself. */
  readonly rule?: EndRule;
}

/** Characters of an answer that are read at most: 1,024 tokens, the most a setting allows, are about 4,000. */
const LONGEST_ANSWER = 16_000;
/** Lines of an answer that are read at most; all of them are read again for each new one. */
const MOST_LINES = 500;

/**
 * Where an answer ends. Called with all that has arrived so far; while it is not `complete`, only whole
 * lines are judged, so every way of cutting the stream into pieces leads to the same text.
 */
export function endAnswer(raw: string, isComplete: boolean, snapshot: Snapshot, mode: Mode): Ended {
  const known = knownPart(raw, isComplete);
  const { text, isCut } = unwrap(known.text.replaceAll('\r', ''), snapshot);
  const isAll = known.isAll || isCut;
  const lines = text.split('\n');
  if (!isAll) lines.pop();
  const end = mode === 'line' ? endOfLine(known.text) : endOfLines(lines, isAll, snapshot);
  if (end) {
    return { text: lines.slice(0, end.lines).join('\n'), isDecided: true, rule: end.rule };
  }
  if (isCut) return { text, isDecided: true, rule: 'sentinel' };
  return known.isTooLong
    ? { text, isDecided: true, rule: 'too long' }
    : { text, isDecided: isComplete };
}

/** What of an answer may be judged: whole lines while it arrives, and never more than anyone would accept. */
function knownPart(raw: string, isComplete: boolean) {
  const start = raw.slice(0, LONGEST_ANSWER);
  const end = endOfLineNumber(start, MOST_LINES);
  const isTooLong = end !== undefined || raw.length > LONGEST_ANSWER;
  if (isComplete && !isTooLong) return { text: raw, isAll: true, isTooLong };
  const lastBreak = start.lastIndexOf('\n');
  if (!isTooLong) return { text: start.slice(0, lastBreak + 1), isAll: false, isTooLong };
  return {
    text: start.slice(0, end ?? (lastBreak < 0 ? undefined : lastBreak)),
    isAll: true,
    isTooLong,
  };
}

/** Where the line with this number, from 1, ends; undefined if there are fewer line ends. */
function endOfLineNumber(text: string, number: number): number | undefined {
  let at = -1;
  for (let line = 0; line < number; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return undefined;
  }
  return at;
}

function endOfLine(known: string): End | undefined {
  return known.includes('\n') ? { lines: 1, rule: 'line' } : undefined;
}

function endOfLines(lines: readonly string[], isAll: boolean, snapshot: Snapshot): End | undefined {
  const fenced = fencedAt(snapshot);
  if (!fenced) return findEnd(lines, isAll, snapshot);
  const fence = lines.findIndex((line) => line.trim() === fenced.fence);
  if (fence < 0) return findEnd(lines, isAll, fenced.snapshot);
  return findEnd(lines.slice(0, fence), true, fenced.snapshot) ?? { lines: fence, rule: 'fence' };
}
