import { ARGS, HTML, mistral, openai, page } from './case.ts';
import type { ErrorCase } from './case.ts';

/** Errors about the length of a request. */
export const TOO_LONG_CASES: readonly ErrorCase[] = [
  [
    'Mistral: too long, older words',
    400,
    mistral(
      'Prompt contains 159202 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
      ARGS,
      '3051',
    ),
    'contextTooLong',
    'shorten',
    { detail: '159202 > 131072' },
  ],
  [
    'Mistral: too long, newer words',
    400,
    mistral(
      'Prompt 264620 > 262144 maximum context length',
      'invalid_request_prompt_too_long',
      '3059',
    ),
    'contextTooLong',
    'shorten',
    { detail: '264620 > 262144' },
  ],
  [
    'llama.cpp: too long',
    400,
    {
      error: {
        code: 400,
        message:
          'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
    'contextTooLong',
    'shorten',
    { detail: '9000 > 4096' },
  ],
  [
    'llama.cpp: too long as a 500',
    500,
    openai('the request exceeds the available context size', 'server_error', 500),
    'contextTooLong',
    'shorten',
  ],
  [
    'llama.cpp: too long without context shift',
    500,
    openai('context shift is disabled', 'server_error', 500),
    'contextTooLong',
    'shorten',
  ],
  [
    'vLLM: too long',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    'contextTooLong',
    'shorten',
    { detail: '5000 > 4096' },
  ],
  [
    'vLLM: too long, a decoder prompt',
    400,
    openai(
      'The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.',
      'BadRequestError',
      400,
    ),
    'contextTooLong',
    'shorten',
    { detail: '5000 > 4096' },
  ],
  [
    'vLLM: "is too long" with "maximum"',
    400,
    openai('This prompt of 5000 tokens is too long, the maximum is 4096.', 'BadRequestError', 400),
    'contextTooLong',
    'shorten',
    { detail: '5000 > 4096' },
  ],
  [
    'TGI: too long',
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`',
      error_type: 'validation',
    },
    'contextTooLong',
    'shorten',
    { detail: '5000 > 4096' },
  ],
  [
    'TGI: the prompt alone is too long',
    422,
    {
      error: 'Input validation error: `inputs` must have less than 4095 tokens. Given: 5000',
      error_type: 'validation',
    },
    'contextTooLong',
    'shorten',
    { detail: '5000 > 4095' },
  ],
  [
    'Ollama: too long',
    400,
    { error: 'the input length exceeds the context length' },
    'contextTooLong',
    'shorten',
  ],
  [
    'LiteLLM: too long',
    400,
    openai(
      'litellm.ContextWindowExceededError: litellm.BadRequestError: MistralException - {"object":"error","message":"Prompt 264620 > 262144 maximum context length"}',
      null,
      '400',
      { param: 'None' },
    ),
    'contextTooLong',
    'shorten',
    { detail: '264620 > 262144' },
  ],
  [
    'OpenRouter: too long',
    400,
    {
      error: {
        code: 400,
        message:
          'This endpoint\'s maximum context length is 8192 tokens. However, you requested about 12000 tokens (11000 of text input, 1000 in the output). Please reduce the length of either one, or use the "middle-out" transform.',
      },
    },
    'contextTooLong',
    'shorten',
    { detail: '12000 > 8192' },
  ],
  [
    'OpenRouter: too long, the words of the provider inside',
    400,
    {
      error: {
        code: 400,
        message: 'Provider returned error',
        metadata: {
          raw: '{"message":"prompt is too long: 205000 tokens > 200000 maximum"}',
          provider_name: 'Acme',
        },
      },
    },
    'contextTooLong',
    'shorten',
    { detail: '205000 > 200000' },
  ],
  [
    'Azure: too long',
    400,
    openai(
      "This model's maximum context length is 16,385 tokens. However, your messages resulted in 20,000 tokens. Please reduce the length of the messages.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
    'contextTooLong',
    'shorten',
    { detail: '20000 > 16385' },
  ],
  [
    'Groq: too large for a minute',
    413,
    openai(
      'Request too large for model `acme-large` on tokens per minute (TPM): Limit 6000, Requested 7000',
      'tokens',
      'rate_limit_exceeded',
    ),
    'contextTooLong',
    'shorten',
    { detail: '7000 > 6000' },
  ],
  [
    'Bedrock: too long',
    400,
    { message: 'Input is too long for requested model.' },
    'contextTooLong',
    'shorten',
  ],
  [
    'nginx: a body too large',
    413,
    page('413 Request Entity Too Large'),
    'contextTooLong',
    'shorten',
    { headers: HTML },
  ],
  [
    'a stop sequence that is too long',
    400,
    mistral('stop is too long: the maximum is 4 sequences', ARGS, '3051'),
    'badRequest',
    'chooseModel',
    { detail: ARGS },
  ],
];
