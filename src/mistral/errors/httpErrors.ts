import { classify, equivalentStatus } from './classify.ts';
import { isMarkup, parseErrorBody, safeId } from './errorBody.ts';
import type { ErrorBody } from './errorBody.ts';
import type { FailureKind } from './failureKind.ts';
import { ServiceError } from './serviceError.ts';
import { retryAfterMs } from '../http/retryAfter.ts';
import type { ServiceName } from '../serviceName.ts';

/** The part of an error response that was read. */
export interface HttpFailure {
  readonly service: ServiceName;
  /** The requested model, for errors that name it. */
  readonly model?: string | undefined;
  readonly status: number;
  readonly headers: Headers;
  /** JSON of various shapes, HTML or plain text; may be truncated. */
  readonly body: string;
  /** Milliseconds since the epoch; the base for Retry-After. */
  readonly now: number;
}

/**
 * Maps status and body to a failure. Mistral's application, its gateway and compatible servers word errors differently
 * and reuse codes (3051 is a catch-all), so messages and types decide. Of the body's text, only one sentence is kept.
 */
export function httpError(failure: HttpFailure): ServiceError {
  const { service, status, headers, model } = failure;
  const read = parseErrorBody(failure.body);
  const isPage = isMarkup(failure.body) || /html/i.test(headers.get('content-type') ?? '');
  const headerMs = retryAfterMs(headers, failure.now);
  const body = { ...read, pauseMs: headerMs ?? read.pauseMs, isHtml: isPage };
  const { kind, detail } = isFromProxy(headers, isPage)
    ? { kind: 'proxy' as const, detail: 'html' }
    : classify({ status, body, model });
  return new ServiceError(kind, service, {
    status,
    detail,
    sentence: body.sentence,
    retryAfterMs: headerMs ?? pauseOf(kind, body),
    requestId: requestIdOf(headers) ?? body.requestId,
  });
}

/** Maps an error inside a stream with status 200. `data` is JSON or text. */
export function inBandError(
  service: ServiceName,
  data: string,
  model: string | undefined,
  requestId: string | undefined,
): ServiceError {
  const body = parseErrorBody(data);
  const status = equivalentStatus(body);
  const { kind, detail } = classify({ status, body, model });
  return new ServiceError(kind, service, {
    status,
    detail,
    sentence: body.sentence,
    retryAfterMs: pauseOf(kind, body),
    requestId: requestId ?? body.requestId,
  });
}

/** Temporary failures: only for these does a pause in the body mean when to retry. */
const RETRY_AFTER_KINDS: ReadonlySet<FailureKind> = new Set([
  'rateLimited',
  'capacity',
  'server',
  'timeout',
]);

function pauseOf(kind: FailureKind, { pauseMs }: ErrorBody): number | undefined {
  return RETRY_AFTER_KINDS.has(kind) ? pauseMs : undefined;
}

/** Web filters of company networks identify themselves on their pages, whatever the status. */
function isFromProxy(headers: Headers, isPage: boolean): boolean {
  if (headers.has('x-squid-error') || headers.has('proxy-authenticate')) return true;
  const server = headers.get('server') ?? '';
  return isPage && /zscaler|squid|blue ?coat|forcepoint|fortigate|mcafee|netskope/i.test(server);
}

/** The request ID for the service's support, if the response has one. */
export function requestIdOf(headers: Headers): string | undefined {
  const names = ['mistral-correlation-id', 'x-kong-request-id', 'x-request-id'];
  return names.map((name) => safeId(headers.get(name))).find((id) => id !== undefined);
}
