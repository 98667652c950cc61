import type { FailureKind } from './failureKind.ts';
import { classifyException } from './exceptions.ts';
import type { ServiceName } from '../serviceName.ts';

/** What may be known about a failure. Never contains a body or a key; only the sentence may quote the request. */
export interface FailureFacts {
  /** The HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** The wait that the service requests, in milliseconds, at most an hour. */
  readonly retryAfterMs?: number | undefined;
  /** The service's ID of the request, for its support. */
  readonly requestId?: string | undefined;
  /**
   * Safe words only: the host of a redirect, the model, an error code such as `ECONNREFUSED`, the phase of a timeout
   * (`headers`, `firstByte`, `betweenBytes`, `content`, `body`), token counts, what a model does not support
   * (`reasoning`, `image`, `tools`, `chat`), what is wrong with images (`imageCount`, `imageInvalid`), `month`
   * for a monthly limit, `portal` for a captive portal, `badPort`.
   */
  readonly detail?: string | undefined;
  /**
   * The service's own sentence about the failure: one line, at most {@link MAX_SENTENCE} characters, without keys. It
   * may quote the request, so it is shown to the user only and never logged.
   */
  readonly sentence?: string | undefined;
}

/** Maximum length of a service's sentence, in characters. */
export const MAX_SENTENCE = 300;

/** The only error type that this folder throws. Its message contains only the service and the kind. */
export class ServiceError extends Error implements FailureFacts {
  override readonly name = 'ServiceError';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;
  readonly sentence: string | undefined;

  constructor(
    readonly kind: FailureKind,
    readonly service: ServiceName,
    facts: FailureFacts = {},
  ) {
    super(`${service}: ${kind}`);
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.requestId = facts.requestId;
    this.detail = facts.detail;
    this.sentence = facts.sentence;
  }
}

/** What is known about a request when an exception is caught. */
export interface FailureContext {
  readonly service: ServiceName;
  readonly requestId?: string | undefined;
}

/**
 * Converts any thrown value to a {@link ServiceError}. Never throws. Unwraps a ServiceError that the SDK has wrapped;
 * classifies other exceptions by name and code.
 */
export function toServiceError(thrown: unknown, context: FailureContext): ServiceError {
  try {
    const known = causes(thrown).find((link) => link instanceof ServiceError);
    if (known) return known;
    const { kind, detail } = classifyException(causes(thrown));
    return new ServiceError(kind, context.service, { detail, requestId: context.requestId });
  } catch {
    // Only exotic objects get here: a throwing getter or a revoked proxy.
    return new ServiceError('internal', context.service, { requestId: context.requestId });
  }
}

/**
 * Converts exceptions in this extension's code: anything but a ServiceError is our bug (`internal`), whatever its name.
 */
export function toServiceOrInternalError(thrown: unknown, service: ServiceName): ServiceError {
  return thrown instanceof ServiceError ? thrown : new ServiceError('internal', service);
}

/** The error and its causes, including the parts of aggregate errors. Ends on cycles. */
function causes(thrown: unknown): readonly unknown[] {
  const links = new Set<unknown>([thrown]);
  for (const link of links) {
    if (!(link instanceof Error) || links.size > 20) continue;
    if (link.cause !== undefined) links.add(link.cause);
    if (link instanceof AggregateError) for (const part of link.errors) links.add(part);
  }
  return [...links];
}
