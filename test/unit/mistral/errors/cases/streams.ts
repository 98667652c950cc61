import type { FailureKind } from '../../../../../src/mistral/errors/failureKind.ts';
import type { CardAction } from '../../../../../src/protocol/panelViews.ts';
import { mistral, model, openai } from './case.ts';

/** An error inside a stream with status 200, as the lines of the stream. */
export interface StreamCase {
  readonly name: string;
  readonly lines: string;
  readonly kind: FailureKind;
  readonly detail?: string;
  readonly action: CardAction;
  readonly pause?: number;
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

const streamRows: readonly (readonly [
  string,
  string,
  FailureKind,
  CardAction,
  Pick<StreamCase, 'detail' | 'pause'>?,
])[] = [
  [
    'an error beside empty choices',
    data({ choices: [], error: { code: 429, message: 'Rate limit exceeded' } }),
    'rateLimited',
    'retry',
  ],
  [
    'the same with a pause in a field',
    data({ choices: [], error: { code: 429, message: 'x', retry_after: 20 } }),
    'rateLimited',
    'retry',
    { pause: 20_000 },
  ],
  [
    'the same with a pause in the sentence',
    data({ choices: [], error: { code: '429', message: 'Please try again in 20s' } }),
    'rateLimited',
    'retry',
    { pause: 20_000 },
  ],
  ['an error as a text', data({ error: 'Rate limit exceeded' }), 'rateLimited', 'retry'],
  ['an error as a text that says little', data({ error: 'boom' }), 'server', 'retry'],
  ['a detail', data({ detail: 'Unauthorized' }), 'unauthorised', 'setKey'],
  [
    'a detail as a list',
    data({ detail: [{ type: 'extra_forbidden', loc: ['body', 'a'], msg: 'x' }], status: 422 }),
    'badRequest',
    'chooseModel',
    { detail: 'extra_forbidden: body.a' },
  ],
  [
    'a detail as a list without a status',
    data({ detail: [{ type: 'extra_forbidden', loc: ['body', 'a'], msg: 'x' }] }),
    'badRequest',
    'chooseModel',
    { detail: 'extra_forbidden: body.a' },
  ],
  ['Kong', data({ message: 'Requests rate limit exceeded' }), 'rateLimited', 'retry'],
  [
    'Kong without a field',
    '{"message":"Requests rate limit exceeded"}\n\n',
    'rateLimited',
    'retry',
  ],
  [
    'a field named error',
    'error: {"code":429,"message":"Too many requests"}\n\n',
    'rateLimited',
    'retry',
  ],
  [
    'llama.cpp: a field named error, too long',
    'error: {"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}\n\n',
    'contextTooLong',
    'shorten',
    { detail: '9000 > 4096' },
  ],
  [
    'an event named error',
    'event: error\ndata: {"message":"Rate limit exceeded","type":"rate_limited"}\n\n',
    'rateLimited',
    'retry',
  ],
  [
    'TGI: an event named error',
    'event:error\ndata:{"error":"Model is overloaded","error_type":"overloaded"}\n\n',
    'capacity',
    'retry',
  ],
  [
    'an event named error with a text',
    'event: error\ndata: Too many requests\n\n',
    'rateLimited',
    'retry',
  ],
  [
    'the finish reason error alone',
    data({ choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }),
    'server',
    'retry',
    { detail: 'finishReason' },
  ],
  [
    'the finish reason error, then what it was',
    data({ choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }) +
      data({ error: { code: 429, message: 'x' } }),
    'rateLimited',
    'retry',
  ],
  [
    'OpenRouter: an error beside the finish reason error',
    data({
      error: { code: 'server_error', message: 'Provider disconnected' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
    'server',
    'retry',
  ],
  [
    'OpenRouter: an error inside a choice',
    data({
      choices: [
        { index: 0, error: { code: 429, message: 'Rate limited' }, finish_reason: 'error' },
      ],
    }),
    'rateLimited',
    'retry',
  ],
  [
    'a code as a word',
    data({ error: { code: 'rate_limit_exceeded', message: 'x' } }),
    'rateLimited',
    'retry',
  ],
  [
    'a type as a word of another form',
    data({ error: { type: 'RateLimitError', message: 'x' } }),
    'rateLimited',
    'retry',
  ],
  [
    'Gemini: a list',
    data([{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x' } }]),
    'rateLimited',
    'retry',
  ],
  [
    'Anthropic: overloaded',
    data({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    'capacity',
    'retry',
  ],
  [
    'an error of the server behind, as a text in a text',
    data({
      error: {
        message:
          'MistralException - {"object":"error","message":"Rate limit exceeded","type":"rate_limited","code":"1300"}',
      },
    }),
    'rateLimited',
    'retry',
  ],
  [
    'Mistral: no capacity',
    data(
      mistral(
        'Service tier capacity exceeded for this model.',
        'service_tier_capacity_exceeded',
        '3505',
      ),
    ),
    'capacity',
    'retry',
  ],
  [
    'Mistral: a model that the plan excludes',
    data(
      mistral('This model is not available in your subscription tier', 'tier_not_allowed', '1910'),
    ),
    'modelNotAllowed',
    'chooseModel',
    model,
  ],
  [
    'vLLM: an unknown model',
    data(openai('The model `acme-large` does not exist.', 'NotFoundError', 404)),
    'modelUnknown',
    'chooseModel',
    model,
  ],
  [
    'too long',
    data(openai("This model's maximum context length is 4096 tokens.", 'BadRequestError', 400)),
    'contextTooLong',
    'shorten',
  ],
  [
    'no money',
    data(openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota')),
    'payment',
    'account',
  ],
  [
    'a monthly quota',
    data({ error: 'Monthly quota exceeded' }),
    'payment',
    'account',
    { detail: 'month' },
  ],
  ['a status beside nothing', data({ status: 503 }), 'server', 'retry'],
];

/** Errors inside a stream. */
export const STREAM_CASES: readonly StreamCase[] = streamRows.map(
  ([name, lines, kind, action, more]) => ({ name, lines, kind, action, ...more }),
);
