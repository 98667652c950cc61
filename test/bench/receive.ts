import { answerAt } from '../../src/completion/answer.ts';
import type { Ended } from '../../src/completion/ending/ending.ts';
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

/**
 * Asks for a place and ends, shapes and places the answer with the engine's own rules, so that the
 * references differ from it by policy alone. When `signal` is aborted, what had arrived is the answer.
 */
export async function receive(
  service: Pick<Service, 'stream'>,
  snapshot: Snapshot,
  signal: AbortSignal,
  onFirst: () => void = () => undefined,
): Promise<Candidate> {
  const mode = modeFor(snapshot, 'auto');
  const question: Question = {
    prompt: snapshot.prefix,
    suffix: snapshot.suffix,
    maxTokens: MAX_TOKENS,
    ...(mode === 'line' ? { stop: ['\n'] } : {}),
  };
  let raw = '';
  let ended: Ended | undefined;
  try {
    for await (const event of service.stream(question, signal)) {
      if (!('text' in event)) continue;
      if (raw === '') onFirst();
      raw += event.text;
      const sofar = endAnswer(raw, false, snapshot, mode);
      if (!sofar.isDecided) continue;
      ended = sofar;
      break;
    }
  } catch {
    // Refused or given up: what came before may still be of use.
  }
  ended ??= endAnswer(raw, true, snapshot, mode);
  return { snapshot, text: answerAt(ended, snapshot).placed?.text ?? '' };
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
