import { ServiceError } from './errors.ts';
import type { FailureKind } from './errors.ts';
import { asRecord, parseJson } from './json.ts';
import type { ServiceName } from './services.ts';

/** An answer that is an error, as far as it was read. */
export interface HttpFailure {
  readonly service: ServiceName;
  /** The model asked for, to name it where it is at fault. */
  readonly model?: string | undefined;
  readonly status: number;
  readonly headers: Headers;
  /** May be JSON in one of several shapes, HTML, or cut short. */
  readonly body: string;
  /** Milliseconds since the epoch, to reckon Retry-After from. */
  readonly now: number;
}

/** The longest wait that is believed: an hour. Gateways have been seen to send much more. */
const longestWaitMs = 3_600_000;

/**
 * Maps status and body to a failure. Mistral's application, the gateway before it and others that
 * speak its protocol word errors differently; codes are reused (3051 is a catch-all), so messages
 * and types decide, and what they say never leaves this function.
 */
export function httpError(failure: HttpFailure): ServiceError {
  const { service, status, headers } = failure;
  const body = parseErrorBody(failure.body);
  const { kind, detail } = judge(status, body, failure.model);
  return new ServiceError(kind, service, {
    status,
    detail,
    retryAfterMs: retryAfterMs(headers, failure.now),
    requestId: requestIdOf(headers) ?? body.requestId,
  });
}

/** Maps an error object that came inside a stream whose status was 200. */
export function inBandError(
  service: ServiceName,
  data: string,
  model: string | undefined,
  requestId: string | undefined,
): ServiceError {
  const body = parseErrorBody(data);
  const status = body.status ?? statusOfType(body.type);
  const { kind, detail } = judge(status, body, model);
  return new ServiceError(kind, service, {
    status,
    detail,
    requestId: requestId ?? body.requestId,
  });
}

/** The name under which the service's support finds this request, if the answer has one. */
export function requestIdOf(headers: Headers): string | undefined {
  const names = ['mistral-correlation-id', 'x-kong-request-id', 'x-request-id'];
  return names.map((name) => safeId(headers.get(name))).find((id) => id !== undefined);
}

/**
 * Reads Retry-After, seconds or an HTTP date, as milliseconds between 0 and an hour. A date is reckoned
 * from the answer's own `Date`, where it has one: this computer's clock may be wrong.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const sentAt = Date.parse(headers.get('date') ?? '');
  const wait = /^[+-]?\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Number.isNaN(sentAt) ? now : sentAt);
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestWaitMs);
}

/** The parts of an error body that tell something, whatever its shape. */
interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** The first complaint of a 422, such as `extra_forbidden: body.store`. */
  readonly complaint: string | undefined;
}

function parseErrorBody(text: string): ErrorBody {
  const body = asRecord(parseJson(text));
  // `error` wraps the same object in OpenAI's manner; `message` can hold a 422's object.
  const error = asRecord(body.error ?? body);
  const detail = asRecord(error.message).detail ?? body.detail;
  const first = Array.isArray(detail) ? asRecord((detail as unknown[])[0]) : undefined;
  const status = Number(error.raw_status_code ?? error.code);
  return {
    message: [error.message, detail, body.error].find((part) => typeof part === 'string') ?? '',
    type: word(error.type) ?? '',
    status: status >= 400 && status < 600 ? status : undefined,
    requestId: safeId(body.request_id),
    complaint: first && `${word(first.type) ?? 'invalid'}: ${location(first.loc)}`,
  };
}

interface Judgement {
  readonly kind: FailureKind;
  readonly detail?: string | undefined;
}

function judge(status: number, body: ErrorBody, model: string | undefined): Judgement {
  if (status >= 500) return { kind: 'server' };
  switch (status) {
    case 401:
      return { kind: 'unauthorised' };
    case 402:
      return { kind: 'payment' };
    case 403:
      return { kind: 'forbidden' };
    case 404:
      // A retired or unknown model is a 404 too; a wrong address never speaks of models.
      return /\bmodels?\b/i.test(`${body.message} ${body.type.replaceAll('_', ' ')}`)
        ? { kind: 'modelUnknown', detail: model }
        : { kind: 'notFound' };
    case 405:
    case 410:
      return { kind: 'notFound' };
    case 407:
      return { kind: 'proxy' };
    case 408:
      return { kind: 'timeout' };
    case 413:
      return { kind: 'contextTooLong' };
    case 429:
      return {
        kind: /capacity/i.test(`${body.type} ${body.message}`) ? 'capacity' : 'rateLimited',
      };
    default:
      return judgeRequest(body, model);
  }
}

/** 400, 422 and their like: what is wrong with the request. */
function judgeRequest(
  { message, type, complaint }: ErrorBody,
  model: string | undefined,
): Judgement {
  if (type === 'invalid_model' || /^invalid model\b/i.test(message)) {
    return { kind: 'modelUnknown', detail: model };
  }
  if (/\bFIM\b.*not (enabled|supported)/i.test(message))
    return { kind: 'modelNotFim', detail: model };
  if (type.endsWith('prompt_too_long') || /maximum context length/i.test(message)) {
    const counts = /(\d+)\D+?(?:>|\btokens\b.*?\bmodel with\b)\s*(\d+)/.exec(message);
    return { kind: 'contextTooLong', detail: counts ? `${counts[1]} > ${counts[2]}` : undefined };
  }
  return { kind: 'badRequest', detail: complaint ?? inability(message) ?? (type || undefined) };
}

/** What a model is asked for and cannot do: the words are ours, and nothing of the message. */
function inability(message: string): string | undefined {
  if (/reasoning_effort/i.test(message)) return 'reasoning';
  if (/\bimages?\b|\bvision\b/i.test(message)) return 'image';
  return /\bchat\b.*not (enabled|supported)/i.test(message) ? 'chat' : undefined;
}

/** In a stream the status has to be guessed from the type; an unknown one is the service's fault. */
function statusOfType(type: string): number {
  if (/rate_limit|capacity/.test(type)) return 429;
  if (/^(invalid_|.*too_long$)/.test(type)) return 400;
  return 500;
}

/** `["body", "messages", 0, "name"]` as `body.messages.0.name`; strange parts as `?`. */
function location(loc: unknown): string {
  if (!Array.isArray(loc)) return '?';
  return loc
    .slice(0, 6)
    .map((part: unknown) => (typeof part === 'number' ? String(part) : (word(part) ?? '?')))
    .join('.');
}

/** A word that can be shown and logged: never free text, which may quote the request. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,48}$/.test(value) ? value : undefined;
}

function safeId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}
