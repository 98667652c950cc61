/** A complete answer that is no stream. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an error body may mention. */
export interface ErrorFacts {
  /** 32 hexadecimal digits; the gateway's bodies carry it. */
  readonly requestId: string;
  readonly model?: string;
  /** How long the prompt is and how long it may be, in tokens. */
  readonly tokens?: number;
  readonly maxTokens?: number;
}

/** A JSON answer. */
export function json(status: number, body: unknown): Page {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** An HTML answer, as gateways, proxies and captive portals give it. */
export function html(status: number, title: string): Page {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** The service's own error object. `raw_status_code` came with it in some recorded answers only. */
function errorObject(
  status: number,
  type: string,
  message: string,
  code: string,
  extra: object = {},
): Page {
  return json(status, { object: 'error', message, type, param: null, code, ...extra });
}

const invalidArgs = 'invalid_request_invalid_args';

/**
 * Every error the service has been seen to give, by name. Some are worded by us, since no record of
 * them is public: what a spending limit answers (402, 403), what a retired model does (404), and what
 * is said to images that a model cannot see or read, to an answer with nothing in it, and to tools where
 * a model calls none (400).
 */
const bodies = {
  unauthorizedApp: () => json(401, { detail: 'Unauthorized' }),
  unauthorizedGateway: ({ requestId }) =>
    json(401, { message: 'Unauthorized', request_id: requestId }),
  paymentRequired: () => json(402, { detail: 'Payment Required' }),
  forbidden: () => json(403, { detail: 'Forbidden' }),
  notFoundGateway: ({ requestId }) =>
    json(404, { message: 'no Route matched with those values', request_id: requestId }),
  notFoundApp: () => json(404, { detail: 'Not Found' }),
  methodNotAllowed: () => json(405, { detail: 'Method Not Allowed' }),
  modelRetired: ({ model }) =>
    errorObject(404, 'invalid_model', `Model ${model ?? ''} has been retired`, '1500'),
  modelUnknown: ({ model }) =>
    errorObject(400, 'invalid_model', `Invalid model: ${model ?? ''}`, '1500'),
  notFim: () => errorObject(400, invalidArgs, 'FIM is not enabled for this model', '3051'),
  notChat: () => errorObject(400, invalidArgs, 'Chat is not enabled for this model', '3051'),
  reasoningUnsupported: () =>
    errorObject(400, invalidArgs, 'reasoning_effort is not enabled for this model', '3051'),
  reasoningLevel: () =>
    errorObject(
      400,
      invalidArgs,
      "this reasoning_effort is not supported for this model, supported values: [<ReasoningEffort.high: 'high'>, <ReasoningEffort.none: 'none'>]",
      '3051',
    ),
  imageUnsupported: () =>
    errorObject(400, invalidArgs, 'Image input is not enabled for this model', '3051'),
  toolsUnsupported: () =>
    errorObject(400, invalidArgs, 'Function calling is not enabled for this model', '3051'),
  imageInvalid: () =>
    errorObject(400, 'invalid_request_file', 'An image could not be read', '3310'),
  tooManyImages: () => errorObject(400, invalidArgs, 'Too many images in request', '3051'),
  emptyAssistant: () =>
    errorObject(
      400,
      'invalid_request_assistant_message',
      'Assistant message must have either content or tool_calls, but not none.',
      '3240',
    ),
  contextTooLong: ({ tokens = 0, maxTokens = 0 }) =>
    errorObject(
      400,
      'invalid_request_prompt_too_long',
      `Prompt ${tokens} > ${maxTokens} maximum context length`,
      '3059',
      { raw_status_code: 400 },
    ),
  contextTooLongOlder: ({ tokens = 0, maxTokens = 0 }) =>
    errorObject(
      400,
      invalidArgs,
      `Prompt contains ${tokens} tokens and 0 draft tokens, too large for model with ${maxTokens} maximum context length`,
      '3051',
      { raw_status_code: 400 },
    ),
  rateLimitGateway: () => json(429, { message: 'Requests rate limit exceeded' }),
  rateLimitApp: () =>
    errorObject(429, 'rate_limited', 'Rate limit exceeded', '1300', { raw_status_code: 429 }),
  capacity: () =>
    errorObject(
      429,
      'service_tier_capacity_exceeded',
      'Service tier capacity exceeded for this model.',
      '3505',
    ),
  rateLimitHtml: () => html(429, '429 Too Many Requests'),
  internal: () => errorObject(500, 'internal_server_error', 'Internal server error', '1000'),
  badGateway: () => html(502, '502 Bad Gateway'),
  unavailable: () => errorObject(503, 'internal_server_error', 'Service unavailable.', '1000'),
} satisfies Record<string, (facts: ErrorFacts) => Page>;

/** The names of the error bodies the server knows by heart. */
export type ErrorName = keyof typeof bodies;

/** All of them, for tests that go through every one. */
export const errorNames = Object.keys(bodies) as readonly ErrorName[];

/** The error of that name. */
export function errorPage(name: ErrorName, facts: ErrorFacts): Page {
  return bodies[name](facts);
}

/** A conversation that ends with the wrong role. */
export function wrongLastRole(role: string): Page {
  return wrongOrder(
    `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${role}`,
  );
}

/** Messages in an order that makes no conversation. */
export function wrongOrder(message: string): Page {
  return errorObject(400, 'invalid_request_message_order', message, '3230');
}

/** A function's name, or the id of its call, in the wrong letters. */
export function wrongFunctionCall(message: string): Page {
  return errorObject(400, 'invalid_function_call', message, '3280');
}

/** A form of answers, or a guess at one, that cannot be had; seen without a code (client-ts issue 107). */
export function wrongFormat(message: string): Page {
  return json(400, {
    ...{ object: 'error', message, type: 'invalid_request_error' },
    ...{ param: null, code: null },
  });
}

/** A 422 around what validation found, in either of the two forms that the service uses. */
export function validationPage(issues: readonly unknown[], form: 'detail' | 'object'): Page {
  const detail = { detail: issues };
  if (form === 'detail') return json(422, detail);
  return json(422, {
    object: 'error',
    message: detail,
    type: 'invalid_request_error',
    param: null,
    code: null,
  });
}
