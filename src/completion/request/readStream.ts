import type { Clock } from '../../base/clock.ts';
import type { FimEvent } from '../../mistral/fim.ts';
import { canContinue } from '../cache/continuation.ts';
import type { StoppedAnswer } from '../postprocess/stop/applyStopRules.ts';
import { applyStopRules } from '../postprocess/stop/applyStopRules.ts';
import { showableLines, hasOpenBlock, truncateToLines } from '../timing/truncate.ts';
import { lineBelow } from '../snapshot.ts';
import type { InFlightRequest } from './inFlightRequest.ts';
import { LineTimeout } from './lineTimeout.ts';

/** Upper bound of the mean token length: a longer answer ignores `max_tokens`. */
const MAX_CHARACTERS_PER_TOKEN = 16;

/** A stopped answer. */
export interface StreamResult {
  readonly answer: StoppedAnswer;
  /** Resolves when the stream is closed, after the lines that follow the answer. Never rejects. */
  readonly closed: Promise<void>;
}

/**
 * Reads a stream, starting with its `first` event, until the end of the answer is known, and records in `request` what
 * arrives. Once the first line can be shown, it waits briefly for more lines, and longer for the end of a block that
 * they open. Then it closes the stream if more text is expected; a stream that is about to end is read to its end, so that its connection can be reused.
 * Rejects if the stream fails before.
 */
export async function readStream(
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  first: IteratorResult<FimEvent>,
  clock: Clock,
): Promise<StreamResult> {
  const { snapshot, mode, visibleLines } = request.plan;
  const maxLength = maxLengthOf(request);
  const stopAt = (raw: string, isComplete: boolean, lines: number) => {
    const stopped = applyStopRules(raw, isComplete, snapshot, mode);
    return mode === 'block' ? truncateToLines(stopped, snapshot, lines) : stopped;
  };
  const stop = (raw: string, isComplete: boolean) => stopAt(raw, isComplete, visibleLines);
  const soFar = () => applyStopRules(request.raw, false, snapshot, mode);
  const timeout = new LineTimeout(clock, request);
  try {
    for (let step = first; ;) {
      if (step.done) return { answer: stop(request.raw, true), closed: Promise.resolve() };
      if ('end' in step.value) {
        recordEnd(step.value, request);
        const raw = request.finish === 'length' ? wholeLines(request.raw) : request.raw;
        void drain(stream);
        return { answer: stop(raw, true), closed: Promise.resolve() };
      }
      const { text } = step.value;
      request.append(text);
      const isTooLong = request.raw.length > maxLength;
      if (isTooLong || text.includes('\n')) {
        const ended = isTooLong ? stop(wholeLines(request.raw), true) : stop(request.raw, false);
        if (ended.isDecided) {
          if (!isTooLong && canContinue(ended, snapshot))
            return { answer: ended, closed: readAhead(request, stream) };
          void close(stream);
          return { answer: ended, closed: Promise.resolve() };
        }
        if (stopAt(request.raw, false, 1).isDecided) timeout.start();
        if (timeout.isExtended && !hasOpenBlock(soFar(), snapshot))
          return { answer: showableLines(soFar(), snapshot), closed: readAhead(request, stream) };
      }
      const next = stream.next();
      let arrived = await timeout.race(next);
      if (arrived === 'elapsed' && hasOpenBlock(soFar(), snapshot) && timeout.extend())
        arrived = await timeout.race(next);
      if (arrived === 'elapsed')
        return {
          answer: showableLines(soFar(), snapshot),
          closed: readAhead(request, stream, next),
        };
      step = arrived;
    }
  } finally {
    timeout.stop();
  }
}

/** Reads the lines after the suggestion, until there are enough or the document already has them. */
async function readAhead(
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  pending?: Promise<IteratorResult<FimEvent>>,
): Promise<void> {
  const { snapshot, linesToRead } = request.plan;
  const below = lineBelow(snapshot)?.trim();
  let read = 0;
  let filled = 0;
  let isInDocument = false;
  const isEnough = () => {
    const { raw } = request;
    for (let end = raw.indexOf('\n', read); end >= 0; end = raw.indexOf('\n', read)) {
      const line = raw.slice(read, end).trim();
      if (line !== '') filled += 1;
      isInDocument ||= line === below;
      read = end + 1;
    }
    const hasBegun = filled >= linesToRead && raw.slice(read).trim() !== '';
    return (
      isInDocument || filled + (hasBegun ? 1 : 0) > linesToRead || raw.length > maxLengthOf(request)
    );
  };
  try {
    for (let next = pending; next !== undefined || !isEnough(); next = undefined) {
      const step = await (next ?? stream.next());
      if (step.done) return;
      if ('end' in step.value) recordEnd(step.value, request);
      else request.append(step.value.text);
    }
  } catch {
    // The suggestion is complete; only its continuation is shorter.
  }
  void close(stream);
}

function recordEnd(
  { end, usage }: Extract<FimEvent, { end: string }>,
  request: InFlightRequest,
): void {
  request.finish = end;
  if (usage) request.usage = usage;
}

/** Maximum number of characters in an answer that respects `max_tokens`. */
function maxLengthOf({ request }: InFlightRequest): number {
  return request.maxTokens * MAX_CHARACTERS_PER_TOKEN;
}

/** The complete lines of an answer that was cut off; all of it if there is only one line. */
function wholeLines(raw: string): string {
  return raw.slice(0, raw.lastIndexOf('\n') + 1) || raw;
}

async function close(stream: AsyncIterator<FimEvent>): Promise<void> {
  try {
    await stream.return?.();
  } catch {
    // The answer is complete, so a failure no longer matters.
  }
}

async function drain(stream: AsyncIterator<FimEvent>): Promise<void> {
  try {
    while (!(await stream.next()).done);
  } catch {
    // The answer is complete, so a failure no longer matters.
  }
}
