import { isRecord, parseJson } from '../../base/json.ts';
import { errorIn } from '../errors/streamError.ts';
import { AnswerMeter } from '../http/answerMeter.ts';
import type { Exchange } from '../http/exchange.ts';
import { bodyOf, inBand, serverEvents, unexpectedAnswer } from '../http/responses.ts';
import type { OutgoingEvent } from '../http/responses.ts';
import { normalizeEvent } from './normalizeEvent.ts';

/**
 * Adapts a conversation stream to the SDK, under the same limits as chat answers. An error in the stream ends it with a
 * ServiceError, after the events before it.
 */
export async function conversationAnswer(exchange: Exchange, answer: Response): Promise<Response> {
  if (exchange.contentType(answer) !== 'text/event-stream') {
    throw await unexpectedAnswer(exchange, answer);
  }
  return bodyOf(exchange, normalizedEvents(exchange, answer));
}

/** Yields the events up to the end of the answer, and reads on briefly, so that the connection can be reused. */
async function* normalizedEvents(
  exchange: Exchange,
  answer: Response,
): AsyncGenerator<OutgoingEvent> {
  const meter = new AnswerMeter();
  let isDone = false;
  try {
    for await (const { event, data } of serverEvents(exchange, answer, meter)) {
      if (isDone || data.trim() === '[DONE]') continue;
      const value = parseJson(data);
      if (isError(event, value)) throw inBand(exchange, data);
      if (!isRecord(value)) throw exchange.error('protocol', 'malformedChunk');
      for (const normalized of normalizeEvent(event, value)) {
        // Counted like a chunk of a chat answer. The start of a search has no content, but is progress.
        meter.count({ choices: [{ delta: { content: normalized.content } }] });
        exchange.onContent();
        isDone ||= normalized.type === 'conversation.response.done';
        yield { event: normalized.type, data: normalized };
      }
      if (meter.isEndless) throw exchange.error('protocol', 'endlessAnswer');
      if (isDone) exchange.drain();
    }
  } catch (thrown) {
    if (!isDone || exchange.isAborted) throw thrown;
  }
}

/** Whether an event reports a failure: the service's own event, or one of the forms that gateways use. */
function isError(event: string, value: unknown): boolean {
  const type = isRecord(value) && typeof value.type === 'string' ? value.type : event;
  if (event === 'error' || event === ERROR || type === ERROR) return true;
  // The service's own events have dots in their names.
  return !type.includes('.') && errorIn(value) !== undefined;
}

const ERROR = 'conversation.response.error';
