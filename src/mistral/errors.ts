import { describeException } from './exceptions.ts';
import type { ServiceName } from './services.ts';

/** Every way a request can fail, as the rest of the product tells them apart. */
export type FailureKind =
  /** 401: the service refuses the key. */
  | 'unauthorised'
  /** 402: the account cannot pay, or its spending limit is reached. */
  | 'payment'
  /** 403: the key is known and may not do this. */
  | 'forbidden'
  /** 429: too many requests or tokens. */
  | 'rateLimited'
  /** 429 of the other sort: the service has no room for this tier at the moment. */
  | 'capacity'
  /** The service does not know the model, or has retired it. */
  | 'modelUnknown'
  /** The model exists and cannot fill in the middle. */
  | 'modelNotFim'
  /** Prompt and suffix are longer than the model reads. */
  | 'contextTooLong'
  /** Any other 4xx: the service does not accept the request as it was made. */
  | 'badRequest'
  /** 404: there is nothing at this address. */
  | 'notFound'
  /** 5xx, or a stream that the service itself ended with an error. */
  | 'server'
  /** The name of the host does not exist. */
  | 'unknownHost'
  /** No connection, or one that broke. */
  | 'offline'
  /** Connected, and too long without a byte. */
  | 'timeout'
  /** The certificate is not trusted. */
  | 'certificate'
  /** A proxy or captive portal answered, or refused to connect. */
  | 'proxy'
  /** A 3xx: never followed. */
  | 'redirect'
  /** The answer is not what the protocol says. */
  | 'protocol'
  /** The stream ended in good order, yet without a reason: text may be missing. */
  | 'truncated'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** The service's URL setting is not usable. */
  | 'badUrl'
  /** The service is closed: no key, or none that fits in a header. */
  | 'noKey'
  /** A fault of our own, such as an SDK bundle that does not load. */
  | 'internal';

/** What may be known about a failure. Nothing here ever holds a body, a key or code. */
export interface FailureFacts {
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** How long the service asks us to wait, in milliseconds, clamped to an hour. */
  readonly retryAfterMs?: number | undefined;
  /** The service's own name for the request, for its support. */
  readonly requestId?: string | undefined;
  /**
   * A few safe words: the host a redirect names, the model, an error code such as `ECONNREFUSED`,
   * the phase that timed out (`headers`, `firstByte`, `betweenBytes`, `body`), numbers of tokens,
   * what a model cannot do (`reasoning`, `image`, `chat`).
   */
  readonly detail?: string | undefined;
}

/** The one kind of error that leaves this folder. Its message holds the service and the kind only. */
export class ServiceError extends Error implements FailureFacts {
  override readonly name = 'ServiceError';
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;

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
  }
}

/** What is known about a request when something is thrown. */
export interface FailureContext {
  readonly service: ServiceName;
  readonly requestId?: string | undefined;
}

/**
 * Makes a {@link ServiceError} of anything that was thrown, and never throws itself. One that is
 * wrapped (the SDK wraps what its fetcher throws) is unwrapped; the rest goes by name and code.
 */
export function toServiceError(thrown: unknown, context: FailureContext): ServiceError {
  try {
    const known = causes(thrown).find((link) => link instanceof ServiceError);
    if (known) return known;
    const { kind, detail } = describeException(causes(thrown));
    return new ServiceError(kind, context.service, { detail, requestId: context.requestId });
  } catch {
    // Only an exotic object gets here: a getter that throws, a revoked proxy.
    return new ServiceError('internal', context.service, { requestId: context.requestId });
  }
}

/** The error itself, what caused it, and so on; the parts of an aggregate included. Ends on cycles. */
function causes(thrown: unknown): readonly unknown[] {
  const links = new Set<unknown>([thrown]);
  for (const link of links) {
    if (!(link instanceof Error) || links.size > 20) continue;
    if (link.cause !== undefined) links.add(link.cause);
    if (link instanceof AggregateError) for (const part of link.errors) links.add(part);
  }
  return [...links];
}
