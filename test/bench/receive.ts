import { postprocess } from '../../src/completion/postprocess/postprocess.ts';
import { applyStopRules } from '../../src/completion/postprocess/stop/applyStopRules.ts';
import { modeFor } from '../../src/completion/postprocess/stop/completionMode.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import type { Question } from './model.ts';
import { MAX_TOKENS } from './policy.ts';
import type { Service } from './service.ts';

/** A suggestion and the state it was made for. */
export interface Candidate {
  readonly snapshot: Snapshot;
  readonly text: string;
}

/**
 * Decides where an answer ends for a policy. Called with the received text, before and after the answer is complete.
 */
export interface Ending {
  /** Stop sequences of the request. */
  readonly stop: (snapshot: Snapshot) => readonly string[];
  /** The suggestion, if the received text determines it. */
  readonly decided: (raw: string, isComplete: boolean, snapshot: Snapshot) => string | undefined;
}

/** The answer as received. */
export const asItCame: Ending = {
  stop: () => [],
  decided: (raw, isComplete) => (isComplete ? raw.trimEnd() : undefined),
};

/**
 * The end of the block by indentation: the first line with less indentation than the cursor's line, or the line that
 * closes the block.
 */
export const atBlockEnd: Ending = {
  stop: () => [],
  decided: (raw, isComplete, { lineBefore }) => {
    const lines = raw.split('\n');
    const known = isComplete ? lines : lines.slice(0, -1);
    const start = indentationOf(
      lineBefore.trim() === '' ? lineBefore + (lines[0] ?? '') : lineBefore,
    );
    const end = known.findIndex(
      (line, index) => index > 0 && line.trim() !== '' && indentationOf(line) < start,
    );
    if (end >= 0) return known.slice(0, end).join('\n').trimEnd();
    const close = known.findIndex(
      (line, index) => index > 0 && indentationOf(line) === start && /^\s*[)\]}]+[;,]?$/.test(line),
    );
    if (close >= 0) return known.slice(0, close + 1).join('\n');
    return isComplete ? raw.trimEnd() : undefined;
  },
};

/** The engine's own stop rules, filters and range, so that the comparison is only about requests and caching. */
export const likeOurs: Ending = {
  stop: (snapshot) => (modeFor(snapshot, 'auto') === 'line' ? ['\n'] : []),
  decided: (raw, isComplete, snapshot) => {
    const ended = applyStopRules(raw, isComplete, snapshot, modeFor(snapshot, 'auto'));
    return ended.isDecided ? (postprocess(ended, snapshot).placed?.text ?? '') : undefined;
  },
};

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Sends a request and reads until the ending is decided. If `signal` is aborted, the received text is the answer. */
export async function receive(
  service: Pick<Service, 'stream'>,
  snapshot: Snapshot,
  { stop, decided }: Ending,
  signal: AbortSignal,
  onFirst: () => void = () => undefined,
): Promise<Candidate> {
  const { prefix: prompt, suffix } = snapshot;
  const question: Question = { prompt, suffix, maxTokens: MAX_TOKENS, stop: stop(snapshot) };
  let raw = '';
  try {
    for await (const event of service.stream(question, signal)) {
      if (!('text' in event)) continue;
      if (raw === '') onFirst();
      raw += event.text;
      const text = event.text.includes('\n') ? decided(raw, false, snapshot) : undefined;
      if (text !== undefined) return { snapshot, text };
    }
  } catch {
    // Rejected or canceled: the text received before may still be useful.
  }
  return { snapshot, text: decided(raw, true, snapshot) ?? '' };
}

/** The rest of a candidate at a later state; undefined if that state does not continue it. */
export function restOf({ snapshot, text }: Candidate, later: Snapshot): string | undefined {
  const whole = snapshot.prefix + text;
  // Windows move in steps while the user types: compare what both contain.
  const window = later.firstLine > snapshot.firstLine ? linesFrom(whole, later, snapshot) : whole;
  if (later.firstLine < snapshot.firstLine || !window.startsWith(later.prefix)) return undefined;
  if (later.prefix.length < window.length - text.length) return undefined;
  const rest = window.slice(later.prefix.length);
  return rest.trim() === '' ? undefined : rest;
}

function linesFrom(text: string, later: Snapshot, earlier: Snapshot): string {
  return text
    .split('\n')
    .slice(later.firstLine - earlier.firstLine)
    .join('\n');
}
