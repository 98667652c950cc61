import type { FimEvent, FimRequest } from '../mistral/client.ts';
import { mayGoOn } from './beyond.ts';
import type { Ended } from './ending/ending.ts';
import { endAnswer } from './ending/ending.ts';
import type { Mode } from './ending/mode.ts';
import { firstPortion } from './portion.ts';
import type { Snapshot } from './snapshot.ts';
import { lineBelow } from './snapshot.ts';
import type { RequestTrace } from './trace.ts';

/** No token has more characters on the average; what goes on for longer does not heed `max_tokens`. */
const CHARACTERS_A_TOKEN = 16;

/** What a stream is listened to for. */
export interface Listening {
  readonly snapshot: Snapshot;
  readonly mode: Mode;
  readonly request: FimRequest;
  /** Lines to show at once. */
  readonly portion: number;
  /** Lines to hear in all: those behind the suggestion are the next one. */
  readonly reach: number;
}

/** What was heard. */
export interface Heard {
  readonly ended: Ended;
  /** Resolves when the stream is left, lines behind the end included. Never rejects. */
  readonly over: Promise<void>;
}

/**
 * Listens until the answer's end is known, notes in `trace` what arrives, and calls `heard` with every piece.
 * Closes the stream where more is to come; else lets it run out behind our back, which keeps its connection.
 */
export async function listen(
  events: AsyncIterable<FimEvent>,
  to: Listening,
  trace: RequestTrace,
  heard: () => void,
): Promise<Heard> {
  const stream = events[Symbol.asyncIterator]();
  const longest = longestOf(to);
  const end = (raw: string, isComplete: boolean) => {
    const ended = endAnswer(raw, isComplete, to.snapshot, to.mode);
    return to.mode === 'block' ? firstPortion(ended, to.snapshot, to.portion) : ended;
  };
  for (;;) {
    const step = await stream.next();
    if (step.done) return { ended: end(trace.raw, true), over: Promise.resolve() };
    if ('end' in step.value) {
      noteEnd(step.value, trace);
      const raw = trace.finish === 'length' ? wholeLines(trace.raw) : trace.raw;
      void leave(stream, 'read on');
      return { ended: end(raw, true), over: Promise.resolve() };
    }
    const { text } = step.value;
    trace.raw += text;
    heard();
    const isTooLong = trace.raw.length > longest;
    if (!isTooLong && !text.includes('\n')) continue;
    const ended = isTooLong ? end(wholeLines(trace.raw), true) : end(trace.raw, false);
    if (!ended.isDecided) continue;
    const goesOn = !isTooLong && mayGoOn(ended, to.snapshot);
    if (goesOn) return { ended, over: runOn(stream, to, trace, heard) };
    void leave(stream, 'close');
    return { ended, over: Promise.resolve() };
  }
}

/** Hears the lines behind the suggestion, until they are enough or stand below the cursor already. */
async function runOn(
  stream: AsyncIterator<FimEvent>,
  to: Listening,
  trace: RequestTrace,
  heard: () => void,
): Promise<void> {
  const below = lineBelow(to.snapshot)?.trim();
  const isThere = () =>
    trace.raw
      .split('\n')
      .some((line, index, { length }) => index < length - 1 && line.trim() === below);
  const isEnough = () => linesOf(trace.raw) > to.reach || trace.raw.length > longestOf(to);
  try {
    while (!isEnough() && !isThere()) {
      const step = await stream.next();
      if (step.done) return;
      if ('end' in step.value) noteEnd(step.value, trace);
      else {
        trace.raw += step.value.text;
        heard();
      }
    }
  } catch {
    // The suggestion is there; that its continuation breaks off is no failure.
  }
  void leave(stream, 'close');
}

function noteEnd({ end, usage }: Extract<FimEvent, { end: string }>, trace: RequestTrace): void {
  trace.finish = end;
  if (usage) trace.usage = usage;
}

/** Characters of an answer that heeds its request. */
function longestOf({ request }: Listening): number {
  return request.maxTokens * CHARACTERS_A_TOKEN;
}

/** Lines that are not blank; the last may have begun only. */
function linesOf(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** The last line of an answer that was cut by length is half a line. */
function wholeLines(raw: string): string {
  return raw.includes('\n') ? raw.replace(/[^\n]*$/, '') : raw;
}

/** What follows is of no interest, not even a failure: the answer is complete. */
async function leave(stream: AsyncIterator<FimEvent>, how: 'close' | 'read on'): Promise<void> {
  try {
    if (how === 'close') await stream.return?.();
    else while (!(await stream.next()).done);
  } catch {
    // Nobody waits for it any more.
  }
}
