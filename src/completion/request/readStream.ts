import type { Clock } from '../../base/clock.ts';
import type { FimEvent } from '../../mistral/fim.ts';
import { canContinue } from '../cache/continuation.ts';
import type { StoppedAnswer } from '../postprocess/stop/applyStopRules.ts';
import { applyStopRules } from '../postprocess/stop/applyStopRules.ts';
import { showableLines, hasOpenBlock, truncateToLines } from '../postprocess/truncateLines.ts';
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
 * they open. Then it closes the stream if more text is expected; a stream that is about to end is read to its end, so
 * that its connection can be reused. Rejects if the stream fails before.
 */
export async function readStream(
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  first: IteratorResult<FimEvent>,
  clock: Clock,
): Promise<StreamResult> {
  const timeout = new LineTimeout(clock, request);
  try {
    for (let step = first; ;) {
      if (step.done || 'end' in step.value) return endOfStream(request, stream, step);
      const { text } = step.value;
      request.append(text);
      const result = resultAfterChunk(text, request, stream, timeout);
      if (result) return result;
      const next = stream.next();
      const arrived = await nextBeforeTimeout(next, request, timeout);
      // The other lines take too long: the suggestion has those that have arrived.
      if (arrived === 'elapsed') return endWithReceivedLines(request, stream, next);
      step = arrived;
    }
  } finally {
    timeout.stop();
  }
}

/** The result once the model or the service has ended the answer. */
function endOfStream(
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  step: IteratorResult<FimEvent>,
): StreamResult {
  if (!step.done && 'end' in step.value) {
    recordEnd(step.value, request);
    void drain(stream);
  }
  // The token limit may end an answer within a line.
  const raw = request.finishReason === 'length' ? wholeLines(request.raw) : request.raw;
  return { answer: stoppedAnswer(request, raw, true), closed: Promise.resolve() };
}

/** The result if the answer ends after a chunk; undefined if more of it must be read. */
function resultAfterChunk(
  chunk: string,
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  timeout: LineTimeout,
): StreamResult | undefined {
  const { raw, plan } = request;
  const { snapshot } = plan;
  const isTooLong = raw.length > maxLengthOf(request);
  // The rules depend on complete lines only.
  if (!isTooLong && !chunk.includes('\n')) return undefined;
  const answer = isTooLong
    ? stoppedAnswer(request, wholeLines(raw), true)
    : stoppedAnswer(request, raw, false);
  if (answer.isDecided) {
    // The lines that follow become the next suggestion; a suggestion of one line has none.
    if (plan.mode === 'block' && !isTooLong && canContinue(answer, snapshot))
      return { answer, closed: readAhead(request, stream) };
    // The rest repeats the document, or does not end.
    void close(stream);
    return { answer, closed: Promise.resolve() };
  }
  // The first line can be shown.
  if (stoppedAnswer(request, raw, false, 1).isDecided) timeout.start();
  // The block that the timeout was extended for has ended.
  if (timeout.isExtended && !hasOpenBlock(unfinished(request), snapshot))
    return endWithReceivedLines(request, stream);
  return undefined;
}

/** Waits for an event until the timeout has elapsed, which is extended for a block that the answer has opened. */
async function nextBeforeTimeout(
  next: Promise<IteratorResult<FimEvent>>,
  request: InFlightRequest,
  timeout: LineTimeout,
): Promise<IteratorResult<FimEvent> | 'elapsed'> {
  const arrived = await timeout.race(next);
  if (arrived !== 'elapsed') return arrived;
  const isExtended = hasOpenBlock(unfinished(request), request.plan.snapshot) && timeout.extend();
  return isExtended ? timeout.race(next) : arrived;
}

/** Ends the answer at the last line that can be shown now, and reads on for the next suggestion. */
function endWithReceivedLines(
  request: InFlightRequest,
  stream: AsyncIterator<FimEvent>,
  pending?: Promise<IteratorResult<FimEvent>>,
): StreamResult {
  return {
    answer: showableLines(unfinished(request), request.plan.snapshot),
    closed: readAhead(request, stream, pending),
  };
}

/** The answer after the stop rules, and truncated to a number of lines in block mode. */
function stoppedAnswer(
  { plan: { snapshot, mode, visibleLines } }: InFlightRequest,
  raw: string,
  isComplete: boolean,
  maxLines = visibleLines,
): StoppedAnswer {
  const stopped = applyStopRules(raw, isComplete, snapshot, mode);
  return mode === 'block' ? truncateToLines(stopped, snapshot, maxLines) : stopped;
}

/** The answer so far, not truncated. */
function unfinished({ raw, plan: { snapshot, mode } }: InFlightRequest): StoppedAnswer {
  return applyStopRules(raw, false, snapshot, mode);
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
  request.finishReason = end;
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
