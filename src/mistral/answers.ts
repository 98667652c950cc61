import type { ServiceError } from './errors.ts';
import { inBandError } from './httpErrors.ts';
import { isRecord, parseJson } from './json.ts';
import { mendChunk } from './mend.ts';
import { SseParser } from './sse.ts';
import type { SseEvent } from './sse.ts';
import type { Exchange } from './transport.ts';

/** A longer event is no event: 1 MB, hundreds of times the largest that a completion needs. */
const longestEvent = 1_000_000;

/** How much is read of JSON where an event stream was asked for, in bytes: room for any error. */
const longestError = 65_536;

/** A models list has about 60 cards of 1 kB; this is room for thousands, in bytes. */
const longestJson = 4_000_000;

/**
 * Makes an answer fit for the SDK: an event stream, each chunk mended, the last one delivered even
 * without its blank line. Whatever is no chunk becomes a ServiceError that the stream ends with,
 * after the chunks before it.
 */
export async function eventStreamAnswer(exchange: Exchange, answer: Response): Promise<Response> {
  const type = exchange.contentType(answer);
  if (type === 'application/json') throw await jsonInsteadOfEvents(exchange, answer);
  if (type !== 'text/event-stream') throw unexpected(exchange, type);
  const chunks = mendedChunks(exchange, answer);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(`data: ${JSON.stringify(next.value)}\n\n`));
      },
      cancel: () => {
        exchange.close();
      },
    },
    // Nothing is queued ahead: an error would throw a queue of good chunks away.
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/**
 * Makes an answer fit for the SDK: a models list, read to its end under our time-outs. Its cards go
 * without their type, so that the SDK hands them over as they came: in cards whose type it knows it
 * fills in `false`, or 32,768 tokens, for what they do not say.
 */
export async function modelsAnswer(exchange: Exchange, answer: Response): Promise<Response> {
  const type = exchange.contentType(answer);
  if (type !== 'application/json') throw unexpected(exchange, type);
  const text = await exchange.text(answer, longestJson);
  const list = parseJson(text);
  const untyped = (card: unknown): unknown =>
    isRecord(card) ? { ...card, type: undefined } : card;
  const body =
    isRecord(list) && Array.isArray(list.data)
      ? JSON.stringify({ ...list, data: list.data.map(untyped) })
      : text;
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

/** Pages in HTML come from captive portals and proxies, never from the service. */
function unexpected(exchange: Exchange, type: string): ServiceError {
  return type === 'text/html'
    ? exchange.error('proxy', 'html')
    : exchange.error('protocol', type || 'noContentType');
}

async function jsonInsteadOfEvents(exchange: Exchange, answer: Response): Promise<ServiceError> {
  const text = await exchange.text(answer, longestError);
  return isErrorObject(parseJson(text))
    ? inBand(exchange, text)
    : unexpected(exchange, 'application/json');
}

/** The chunks up to `[DONE]`; then reads on to the end, so that the connection can be used again. */
async function* mendedChunks(exchange: Exchange, answer: Response): AsyncGenerator<object> {
  let isDone = false;
  for await (const { event, data } of events(exchange, answer)) {
    isDone ||= data.trim() === '[DONE]';
    if (!isDone) yield readChunk(exchange, event, data);
  }
}

async function* events(exchange: Exchange, answer: Response): AsyncGenerator<SseEvent> {
  const parser = new SseParser();
  for await (const bytes of exchange.bytes(answer)) {
    yield* parser.push(bytes);
    if (parser.pending > longestEvent) throw exchange.error('protocol', 'endlessEvent');
  }
  yield* parser.end();
}

function readChunk(exchange: Exchange, event: string, data: string): object {
  const chunk = parseJson(data);
  if (event === 'error' || isErrorObject(chunk)) throw inBand(exchange, data);
  if (!isRecord(chunk)) throw exchange.error('protocol', 'malformedChunk');
  return mendChunk(chunk);
}

function isErrorObject(value: unknown): boolean {
  return isRecord(value) && (value.object === 'error' || (isRecord(value.error) && !value.choices));
}

function inBand(exchange: Exchange, data: string): ServiceError {
  return inBandError(exchange.service.name, data, exchange.model, exchange.requestId);
}
