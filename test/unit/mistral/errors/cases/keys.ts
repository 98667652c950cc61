import { mistral, openai } from './case.ts';
import type { ErrorCase } from './case.ts';

/** Errors about the key. */
export const KEYS_CASES: readonly ErrorCase[] = [
  ['Mistral: a wrong key', 401, { detail: 'Unauthorized' }, 'unauthorised', 'setKey'],
  [
    'Kong: a wrong key',
    401,
    { message: 'Unauthorized', request_id: 'ab' },
    'unauthorised',
    'setKey',
  ],
  [
    'LiteLLM: a wrong key',
    401,
    openai(
      'Authentication Error, Invalid proxy server token passed. Received API Key = sk-...x',
      'auth_error',
      '401',
    ),
    'unauthorised',
    'setKey',
  ],
  [
    'OpenRouter: a wrong key',
    401,
    { error: { code: 401, message: 'No auth credentials found' } },
    'unauthorised',
    'setKey',
  ],
  ['vLLM: a wrong key', 401, { error: 'Unauthorized' }, 'unauthorised', 'setKey'],
  [
    'OpenAI: a wrong key, a model named in passing',
    401,
    openai(
      'Incorrect API key provided. You can not access models without one.',
      'invalid_request_error',
      'invalid_api_key',
    ),
    'unauthorised',
    'setKey',
  ],
  [
    'Mistral: an endpoint that the key may not use',
    403,
    { detail: 'Forbidden' },
    'forbidden',
    'manageKeys',
  ],
  [
    'Mistral: a guardrail',
    403,
    mistral('Blocked by guardrail', 'guardrail', null),
    'forbidden',
    'manageKeys',
  ],
];
