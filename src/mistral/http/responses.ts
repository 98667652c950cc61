import { isMarkup } from '../errors/errorBody.ts';
import { errorIn, textBeside } from '../errors/streamError.ts';
import { AnswerMeter } from './answerMeter.ts';
import type { ServiceError } from '../errors/serviceError.ts';
import { completionToChunk } from './completionToChunk.ts';
import { inBandError } from '../errors/httpErrors.ts';
import { asRecord, isRecord, parseJson } from '../../base/json.ts';
import { normalizeChunk } from './normalizeChunk.ts';
import { SseParser } from './sseParser.ts';
import type { SseEvent } from './sseParser.ts';
import type { Exchange } from './exchange.ts';

/** Maximum length of an event, in characters: hundreds of times the size of real ones. */
const MAX_EVENT_LENGTH = 1_000_000;

/** Maximum size of a JSON body, in bytes: a models list with thousands of 1 kB cards, or any answer in one piece. */
const MAX_JSON_BYTES = 4_000_000;

/** Maximum size of an answer about a document, in bytes: 1,000 pages with a dense text of 30 kB. */
const MAX_DOCUMENT_ANSWER_BYTES = 32_000_000;
/** The time limit for such an answer once it arrives, in milliseconds: its length at 3 Mbit/s. */
const DOCUMENT_ANSWER_MS = 90_000;

/**
 * Adapts a response to the SDK: an event stream of normalized chunks, including a last one without a blank line after
 * it. An event that is not a chunk ends the stream with a ServiceError, after the chunks before it.
 */
export async function adaptEventStream(exchange: Exchange, response: Response): Promise<Response> {
  const type = exchange.contentType(response);
  if (type !== 'text/event-stream' && !isJson(type)) throw unexpected(exchange, type);
  return bodyOf(
    exchange,
    isJson(type)
      ? [{ data: await jsonInsteadOfEvents(exchange, response) }][Symbol.iterator]()
      : normalizedChunks(exchange, response),
  );
}

/** An event as the SDK reads it, with its name where the SDK needs one. */
export interface OutgoingEvent {
  readonly event?: string;
  readonly data: object;
}

/** A response with these events as its body. Canceling it closes the exchange. */
export function bodyOf(
  exchange: Exchange,
  events: Iterator<OutgoingEvent> | AsyncIterator<OutgoingEvent>,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await events.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(frameOf(next.value)));
      },
      cancel: () => {
        exchange.close();
      },
    },
    // No read-ahead: an error would discard queued chunks.
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function frameOf({ event, data }: OutgoingEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}data: ${JSON.stringify(data)}\n\n`;
}

/**
 * Adapts a models list to the SDK, read to its end under our timeouts. Cards lose their type, so that the SDK passes
 * them on unchanged: for types it knows, it replaces missing fields by `false` or 32,768 tokens.
 */
export async function adaptModels(exchange: Exchange, response: Response): Promise<Response> {
  const type = exchange.contentType(response);
  if (!isJson(type)) throw unexpected(exchange, type);
  const text = await exchange.text(response, MAX_JSON_BYTES);
  const list = parseJson(text);
  if (errorIn(list) !== undefined) throw inBand(exchange, text);
  const untyped = (card: unknown): unknown =>
    isRecord(card) ? { ...asRecord(exchange.redactor.redactJson(card)), type: undefined } : card;
  const body =
    isRecord(list) && Array.isArray(list.data)
      ? JSON.stringify({ ...list, data: list.data.map(untyped) })
      : text;
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

/**
 * Adapts the pages of a document to the SDK, reduced to their text: with its other fields, an answer can be many times
 * as long.
 */
export async function adaptDocument(exchange: Exchange, response: Response): Promise<Response> {
  const type = exchange.contentType(response);
  if (!isJson(type)) throw unexpected(exchange, type);
  const text = await exchange.text(response, MAX_DOCUMENT_ANSWER_BYTES, DOCUMENT_ANSWER_MS);
  const body = parseJson(text);
  if (errorIn(body) !== undefined) throw inBand(exchange, text);
  if (!isRecord(body) || !Array.isArray(body.pages)) throw exchange.error('protocol', 'noPages');
  const pages = body.pages.map((page) => {
    const { index, markdown } = asRecord(page);
    return { index, markdown, images: [], dimensions: null };
  });
  const { model, usage_info } = body;
  const slim = JSON.stringify({ pages, model, usage_info });
  return new Response(slim, { headers: { 'content-type': 'application/json' } });
}

/** The error for a response that is not a stream: the one that its JSON reports, if it does. */
export async function unexpectedAnswer(
  exchange: Exchange,
  answer: Response,
): Promise<ServiceError> {
  const type = exchange.contentType(answer);
  if (!isJson(type)) return unexpected(exchange, type);
  const text = await exchange.text(answer, MAX_JSON_BYTES);
  return errorIn(parseJson(text)) === undefined
    ? unexpected(exchange, type)
    : inBand(exchange, text);
}

/** Adapts a JSON answer to the SDK, read to its end under our timeouts. Its fields are not changed. */
export async function adaptJson(exchange: Exchange, response: Response): Promise<Response> {
  const type = exchange.contentType(response);
  if (!isJson(type)) throw unexpected(exchange, type);
  const text = await exchange.text(response, MAX_JSON_BYTES);
  const body = parseJson(text);
  if (errorIn(body) !== undefined) throw inBand(exchange, text);
  // Some servers leave usage out or send null, which the SDK rejects.
  const whole = isRecord(body) ? JSON.stringify({ ...body, usage: body.usage ?? {} }) : text;
  return new Response(whole, { headers: { 'content-type': 'application/json' } });
}

/** The error for an unexpected media type. HTML comes from captive portals and proxies, never from the service. */
function unexpected(exchange: Exchange, type: string): ServiceError {
  return /html/.test(type)
    ? exchange.error('proxy', 'html')
    : exchange.error('protocol', type || 'noContentType');
}

/** Whether a media type is JSON, including suffixes such as `application/problem+json`. */
function isJson(type: string): boolean {
  return /^(application|text)\/([\w.-]{1,40}\+)?json$/.test(type);
}

/** Reads a whole answer, which some gateways send instead of a stream, as the only chunk. */
async function jsonInsteadOfEvents(exchange: Exchange, answer: Response): Promise<object> {
  const text = await exchange.text(answer, MAX_JSON_BYTES);
  const body = parseJson(text);
  if (errorIn(body) !== undefined) throw inBand(exchange, text);
  const chunk = completionToChunk(body);
  if (chunk) return normalizeChunk(chunk);
  throw unexpected(exchange, isMarkup(text) ? 'text/html' : 'application/json');
}

/**
 * Yields the chunks before `[DONE]`. Reads on briefly after it, so that the connection can be reused; content and
 * errors there are ignored.
 */
async function* normalizedChunks(
  exchange: Exchange,
  answer: Response,
): AsyncGenerator<OutgoingEvent> {
  const meter = new AnswerMeter();
  let isDone = false;
  try {
    for await (const { event, data } of serverEvents(exchange, answer, meter)) {
      if (isDone) break;
      isDone = data.trim() === '[DONE]';
      if (isDone) {
        exchange.drain();
        continue;
      }
      for (const chunk of readChunk(exchange, event, data)) {
        if (meter.count(chunk)) exchange.onContent();
        if (meter.isEndless) throw exchange.error('protocol', 'endlessAnswer');
        yield { data: chunk };
      }
    }
  } catch (thrown) {
    if (!isDone || exchange.isAborted) throw thrown;
  }
}

/** Yields the events of a response as they arrive. Throws a ServiceError for an endless event or answer. */
export async function* serverEvents(
  exchange: Exchange,
  answer: Response,
  meter: AnswerMeter,
): AsyncGenerator<SseEvent> {
  const parser = new SseParser();
  for await (const bytes of exchange.bytes(answer)) {
    meter.received(bytes.length);
    yield* parser.push(bytes);
    if (parser.pending > MAX_EVENT_LENGTH) throw exchange.error('protocol', 'endlessEvent');
    if (meter.isEndless) throw exchange.error('protocol', 'endlessAnswer');
  }
  yield* parser.end();
}

/** Yields the chunk of an event. Throws if the event is an error, after yielding any text it has beside the error. */
function* readChunk(exchange: Exchange, event: string, data: string): Generator<object> {
  const chunk = parseJson(data);
  if (event === 'error' || errorIn(chunk) !== undefined) {
    const text = textBeside(chunk);
    if (text) yield normalizeChunk(text);
    throw inBand(exchange, data);
  }
  if (isRecord(chunk)) yield normalizeChunk(chunk);
  else if (/^\s{0,9}\[?error\b/i.test(data)) throw inBand(exchange, data);
  else throw exchange.error('protocol', 'malformedChunk');
}

/** The error that an event or body reports. */
export function inBand(exchange: Exchange, data: string): ServiceError {
  return inBandError(exchange.service.name, data, exchange.model, exchange.requestId);
}
