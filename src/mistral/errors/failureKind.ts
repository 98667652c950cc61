/**
 * Every way in which a request can fail. Stored in saved chats, so the strings must not change.
 */
export type FailureKind =
  /** 401: the service rejects the key. */
  | 'unauthorised'
  /** 402: payment is required, or the spending limit is reached. */
  | 'payment'
  /** 403: the key is valid but lacks permission. */
  | 'forbidden'
  /** 429: too many requests or tokens. */
  | 'rateLimited'
  /** 429 of another kind: the service has no capacity for this tier at the moment. */
  | 'capacity'
  /** The model is unknown or retired. */
  | 'modelUnknown'
  /** The plan, workspace or key may not use the model. */
  | 'modelNotAllowed'
  /** The model does not support fill-in-the-middle. */
  | 'modelNotFim'
  /** Prompt and suffix exceed the model's context. */
  | 'contextTooLong'
  /** Any other 4xx: the service rejects the request as invalid. */
  | 'badRequest'
  /** 404: nothing at this address. */
  | 'notFound'
  /** 5xx, or a stream that the service ended with an error. */
  | 'server'
  /** The host name does not exist. */
  | 'unknownHost'
  /** No connection, or a broken one. */
  | 'offline'
  /** Connected, but no data for too long. */
  | 'timeout'
  /** The certificate is not trusted. */
  | 'certificate'
  /** A proxy or captive portal answered, or refused to connect. */
  | 'proxy'
  /** A 3xx. Redirects are never followed. */
  | 'redirect'
  /** The answer violates the protocol. */
  | 'protocol'
  /** The stream ended without a finish reason: text may be missing. */
  | 'truncated'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** The key or URL of the service changed during the request. */
  | 'serviceChanged'
  /** The service's URL setting is invalid. */
  | 'badUrl'
  /** The service is unavailable: no key, or one with characters that a header can't contain. */
  | 'noKey'
  /** A bug of ours, such as an SDK bundle that does not load. */
  | 'internal';
