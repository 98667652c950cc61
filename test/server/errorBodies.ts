/** A complete response that is not a stream. */
export interface CompleteResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The values that an error body may contain. */
export interface ErrorFacts {
  /** 32 hexadecimal digits, included by the gateway. */
  readonly requestId: string;
  readonly model?: string;
  /** The length of the prompt and its limit, in tokens. */
  readonly tokens?: number;
  readonly maxTokens?: number;
  /** The requested `reasoning_effort`, and the accepted values. */
  readonly effort?: string;
  readonly efforts?: readonly string[];
}

/** A JSON response. */
export function json(status: number, body: unknown): CompleteResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** An HTML response of a gateway, proxy or captive portal. */
export function html(status: number, title: string): CompleteResponse {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** The service's own error object. Only some recorded responses include `raw_status_code`. */
function errorObject(
  status: number,
  type: string,
  message: string,
  code: string,
  extra: object = {},
): CompleteResponse {
  return json(status, { object: 'error', message, type, param: null, code, ...extra });
}

const invalidArgs = 'invalid_request_invalid_args';

/**
 * All errors that the service is known to return, by name. Some texts are ours, since there is no public record:
 * spending limits (402, 403), retired models (404), unsupported or invalid images, empty answers, several leading
 * reasoning chunks, `prompt_mode`, schemas, documents, tools with a model that does not support them (400), and HTML pages.
 */
const bodies = {
  unauthorizedApp: () => json(401, { detail: 'Unauthorized' }),
  unauthorizedGateway: ({ requestId }) =>
    json(401, { message: 'Unauthorized', request_id: requestId }),
  paymentRequired: () => json(402, { detail: 'Payment Required' }),
  forbidden: () => json(403, { detail: 'Forbidden' }),
  tierNotAllowed: () =>
    errorObject(
      403,
      'tier_not_allowed',
      'This model is not available in your subscription tier',
      '1910',
    ),
  modelForbidden: ({ model }) =>
    errorObject(403, 'invalid_model', `Invalid model: ${model ?? ''}`, '1500'),
  unauthorizedHtml: () => html(401, '401 Unauthorized'),
  forbiddenHtml: () => html(403, 'Access Denied - Zscaler'),
  networkAuthentication: () => html(511, 'Sign in to this network'),
  notFoundGateway: ({ requestId }) =>
    json(404, { message: 'no Route matched with those values', request_id: requestId }),
  notFoundApp: () => json(404, { detail: 'Not Found' }),
  methodNotAllowed: () => json(405, { detail: 'Method Not Allowed' }),
  modelRetired: ({ model }) =>
    errorObject(404, 'invalid_model', `Model ${model ?? ''} has been retired`, '1500'),
  modelUnknown: ({ model }) =>
    errorObject(400, 'invalid_model', `Invalid model: ${model ?? ''}`, '1500'),
  notEmbeddings: () =>
    errorObject(400, invalidArgs, 'Embeddings are not enabled for this model', '3051'),
  emptyInput: () => errorObject(400, invalidArgs, 'Input must not be empty', '3051'),
  wrongDimension: () => errorObject(400, invalidArgs, 'Invalid output dimension', '3051'),
  tooManyInputs: () =>
    errorObject(
      400,
      'invalid_request_prompt',
      'Too many inputs in request, split into more batches.',
      '3210',
    ),
  notFim: () => errorObject(400, invalidArgs, 'FIM is not enabled for this model', '3051'),
  notChat: () => errorObject(400, invalidArgs, 'Chat is not enabled for this model', '3051'),
  reasoningUnsupported: () =>
    errorObject(400, invalidArgs, 'reasoning_effort is not enabled for this model', '3051'),
  reasoningLevel: ({ effort = 'this', efforts = [] }) =>
    errorObject(
      400,
      invalidArgs,
      `reasoning_effort ${effort} is not supported for this model, supported values: [${efforts.map((each) => `<ReasoningEffort.${each}: '${each}'>`).join(', ')}]`,
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
  contextTooLongLlamaCpp: ({ tokens = 0, maxTokens = 0 }) =>
    json(400, {
      error: {
        code: 400,
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'exceed_context_size_error',
        n_prompt_tokens: tokens,
        n_ctx: maxTokens,
      },
    }),
  contextTooLongVllm: ({ tokens = 0, maxTokens = 0 }) =>
    json(400, {
      error: {
        message: `This model's maximum context length is ${maxTokens} tokens. However, your request has ${tokens} input tokens. Please reduce the length of the input messages.`,
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    }),
  contextTooLongTgi: ({ tokens = 0, maxTokens = 0 }) =>
    json(422, {
      error: `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${maxTokens}. Given: ${tokens} \`inputs\` tokens and 256 \`max_new_tokens\``,
      error_type: 'validation',
    }),
  contextTooLongOpenAi: ({ maxTokens = 0 }) =>
    json(400, {
      error: {
        message: `This model's maximum context length is ${maxTokens} tokens. Please reduce the length of the messages.`,
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    }),
  modelUnknownLiteLlm: ({ model }) =>
    json(400, {
      error: {
        message: `/chat/completions: Invalid model name passed in model=${model ?? ''}. Call \`/v1/models\` to view available models for your key.`,
        type: 'invalid_request_error',
        param: 'None',
        code: '400',
      },
    }),
  greedySampling: () =>
    errorObject(400, invalidArgs, 'top_p must be 1 when using greedy sampling.', '3051'),
  documentUnreadable: () =>
    errorObject(400, 'invalid_request_file', 'Document could not be read', '3310'),
  documentPassword: () =>
    errorObject(400, 'invalid_request_file', 'Document is password protected', '3310'),
  documentTooLarge: () =>
    errorObject(400, 'document_parser_file_too_large', 'Document is larger than 50 MB', '3310'),
  documentTooManyPages: () =>
    errorObject(400, 'document_parser_too_many_pages', 'Document has more than 1000 pages', '3730'),
  pagesInvalid: () => errorObject(400, invalidArgs, 'Invalid page range', '3051'),
  notOcr: () => errorObject(400, invalidArgs, 'OCR is not enabled for this model', '3051'),
  promptMode: () =>
    errorObject(400, invalidArgs, 'prompt_mode is not supported for this model', '3051'),
  thinkingChunks: () =>
    errorObject(
      400,
      'invalid_request_assistant_message',
      'Assistant message can have one leading thinking chunk only.',
      '3240',
    ),
  monthlyQuota: () => json(429, { message: 'Monthly quota exceeded. Please upgrade your plan.' }),
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
} satisfies Record<string, (facts: ErrorFacts) => CompleteResponse>;

/** The names of the known error bodies. */
export type ErrorName = keyof typeof bodies;

/** All of them, for tests that iterate. */
export const errorNames = Object.keys(bodies) as readonly ErrorName[];

/** The error of that name. */
export function errorResponse(name: ErrorName, facts: ErrorFacts): CompleteResponse {
  return bodies[name](facts);
}

/** A conversation that ends with the wrong role. */
export function wrongLastRole(role: string): CompleteResponse {
  return wrongOrder(
    `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${role}`,
  );
}

/** Messages in an invalid order. */
export function wrongOrder(message: string): CompleteResponse {
  return errorObject(400, 'invalid_request_message_order', message, '3230');
}

/** A function name or call ID with invalid characters. */
export function wrongFunctionCall(message: string): CompleteResponse {
  return errorObject(400, 'invalid_function_call', message, '3280');
}

/** A tool whose parameters are not valid JSON Schema draft-07. The text is ours. */
export function wrongSchema(name: string, fault: string): CompleteResponse {
  return errorObject(400, invalidArgs, `Invalid schema of function '${name}': ${fault}`, '3051');
}

/** An unsupported response format or prediction. Recorded without a code (client-ts issue 107). */
export function wrongFormat(message: string): CompleteResponse {
  return json(400, {
    ...{ object: 'error', message, type: 'invalid_request_error' },
    ...{ param: null, code: null },
  });
}

/** A 422 with validation errors, in one of the two forms that the service uses. */
export function validationErrorResponse(
  issues: readonly unknown[],
  form: 'detail' | 'object',
): CompleteResponse {
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
