import { answerAt } from '../../src/completion/answer.ts';
import { endAnswer } from '../../src/completion/ending/ending.ts';
import { modeFor } from '../../src/completion/ending/mode.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import type { Question } from './model.ts';
import { MAX_TOKENS } from './policy.ts';
import type { Service } from './service.ts';

/** A suggestion, and the state it was made for. */
export interface Candidate {
  readonly snapshot: Snapshot;
  readonly text: string;
}

/** Where an answer ends for a policy: asked with all that has arrived, before and after the model is done. */
export interface Ending {
  /** Sequences at which the model is to stop. */
  readonly stop: (snapshot: Snapshot) => readonly string[];
  /** The suggestion, if what has arrived decides it. */
  readonly decided: (raw: string, isComplete: boolean, snapshot: Snapshot) => string | undefined;
}

/** The answer as the model gave it. */
export const asItCame: Ending = {
  stop: () => [],
  decided: (raw, isComplete) => (isComplete ? raw.trimEnd() : undefined),
};

/** The end of the block by indentation: the first line further left than the cursor's, or the line that closes it. */
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

/** The engine's own end, shape and place: what is left to compare is when a policy asks and what it keeps. */
export const likeOurs: Ending = {
  stop: (snapshot) => (modeFor(snapshot, 'auto') === 'line' ? ['\n'] : []),
  decided: (raw, isComplete, snapshot) => {
    const ended = endAnswer(raw, isComplete, snapshot, modeFor(snapshot, 'auto'));
    return ended.isDecided ? (answerAt(ended, snapshot).placed?.text ?? '') : undefined;
  },
};

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Asks for a place and listens until the ending is decided. When `signal` is aborted, what had arrived is the answer. */
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
    // Refused or given up: what came before may still be of use.
  }
  return { snapshot, text: decided(raw, true, snapshot) ?? '' };
}

/** What is left of a candidate at a later state; undefined where that state does not continue it. */
export function restOf({ snapshot, text }: Candidate, later: Snapshot): string | undefined {
  const whole = snapshot.prefix + text;
  // Windows move in steps while someone types; what both hold is compared.
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
