import type { Snapshot } from '../../snapshot.ts';
import { findAnswerEnd } from './answerEnd.ts';
import type { StopPoint, StopRule } from './stopRule.ts';
import type { CompletionMode } from './completionMode.ts';
import type { CodeSite } from '../normalize/codeInProse.ts';
import { codeSiteAt, isFence } from '../normalize/codeInProse.ts';
import { unwrap } from '../normalize/unwrapAnswer.ts';
import type { PostprocessStep } from '../filters/filters.ts';
import { normalizeAnswer } from '../normalize/normalizeAnswer.ts';

/** The part of an answer up to its end, as far as known. */
export interface StoppedAnswer {
  readonly text: string;
  /** Whether further text can no longer change `text`, so that the stream may be closed. */
  readonly isDecided: boolean;
  /** The rule that stopped the answer; absent if the model ended it. */
  readonly rule?: StopRule;
  /** The rules that changed the answer before the stop rules, in order; for the trace. */
  readonly steps?: readonly PostprocessStep[];
}

/** Maximum number of characters of an answer: 1,024 tokens, the maximum setting, are about 4,000. */
const MAX_ANSWER_LENGTH = 16_000;
/** Maximum number of lines of an answer; all of them are read again for each new line. */
const MAX_LINES = 500;

/**
 * Finds the end of an answer in the text received so far. Until it is complete, only whole lines are considered, so the
 * result does not depend on how the stream is split into chunks.
 */
export function applyStopRules(
  raw: string,
  isComplete: boolean,
  snapshot: Snapshot,
  mode: CompletionMode,
): StoppedAnswer {
  const known = knownPart(raw, isComplete);
  const { text, isCut } = unwrap(known.text.replaceAll('\r', ''), snapshot);
  const isAll = known.isAll || isCut;
  const raws = text.split('\n');
  if (!isAll) raws.pop();
  const site = codeSiteAt(snapshot);
  const normalized = normalizeAnswer(raws, isAll, site.snapshot);
  if (!normalized) return { text: '', isDecided: false };
  const { lines, steps } = normalized;
  const more = steps.length > 0 ? { steps } : {};
  // In line mode, text after the first new line is ignored.
  const end = mode === 'line' ? lineModeEnd(lines, isAll) : blockModeEnd(lines, isAll, site);
  if (end) {
    const tail = end.tail === undefined ? [] : [end.tail];
    const kept = [...lines.slice(0, end.lines), ...tail].join('\n');
    return { text: kept, isDecided: true, rule: end.rule, ...more };
  }
  const whole = isAll || steps.length > 0 ? lines.join('\n') : text;
  if (isCut) return { text: whole, isDecided: true, rule: 'sentinel', ...more };
  return known.isTooLong
    ? { text: whole, isDecided: true, rule: 'too long', ...more }
    : { text: whole, isDecided: isComplete, ...more };
}

/** The part of an answer to consider: whole lines until it is complete, up to the maximum length. */
function knownPart(raw: string, isComplete: boolean) {
  const start = raw.slice(0, MAX_ANSWER_LENGTH);
  const end = endOfLineNumber(start, MAX_LINES);
  const isTooLong = end !== undefined || raw.length > MAX_ANSWER_LENGTH;
  if (isComplete && !isTooLong) return { text: raw, isAll: true, isTooLong };
  const lastBreak = start.lastIndexOf('\n');
  if (!isTooLong) return { text: start.slice(0, lastBreak + 1), isAll: false, isTooLong };
  return {
    text: start.slice(0, end ?? (lastBreak < 0 ? undefined : lastBreak)),
    isAll: true,
    isTooLong,
  };
}

/** Offset of the end of a line, numbered from 1; undefined if there are fewer lines. */
function endOfLineNumber(text: string, number: number): number | undefined {
  let at = -1;
  for (let line = 0; line < number; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return undefined;
  }
  return at;
}

function lineModeEnd(lines: readonly string[], isAll: boolean): StopPoint | undefined {
  return lines.length > (isAll ? 1 : 0) ? { lines: 1, rule: 'line' } : undefined;
}

function blockModeEnd(
  lines: readonly string[],
  isAll: boolean,
  { snapshot, fence, isClosed }: CodeSite,
): StopPoint | undefined {
  const end = fence === undefined ? -1 : lines.findIndex((line) => isFence(line, fence));
  const code = end < 0 ? lines : lines.slice(0, end);
  const stop = findAnswerEnd(code, end < 0 ? isAll : true, snapshot);
  const isWhole = stop === undefined || code.slice(stop.lines).every((line) => line === '');
  // A block that the document does not end includes its last line, which may be the next one.
  const mayEnd = fence !== undefined && !isClosed && isWhole;
  if (end < 0) return mayEnd && !isAll ? undefined : stop;
  if (stop && !mayEnd) return stop;
  return { lines: isClosed ? end : end + 1, rule: 'fence' };
}
