import { HTML, mistral, openai, page } from './case.ts';
import type { ErrorCase } from './case.ts';

/** Errors about rate limits. */
export const PACE_CASES: readonly ErrorCase[] = [
  [
    'Kong: too many requests',
    429,
    { message: 'Requests rate limit exceeded' },
    'rateLimited',
    'retry',
  ],
  [
    'Mistral: too many requests',
    429,
    mistral('Rate limit exceeded', 'rate_limited', '1300'),
    'rateLimited',
    'retry',
    { headers: { 'retry-after': '7' }, pause: 7_000 },
  ],
  [
    'OpenAI: a pause in the sentence',
    429,
    openai(
      'Rate limit reached for acme-large on tokens per min (TPM): Limit 30000, Used 29000. Please try again in 7.66s.',
      'tokens',
      'rate_limit_exceeded',
    ),
    'rateLimited',
    'retry',
    { pause: 7_660 },
  ],
  [
    'Azure: a pause in the sentence',
    429,
    openai(
      'Requests have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 20 seconds.',
      null,
      '429',
    ),
    'rateLimited',
    'retry',
    { pause: 20_000 },
  ],
  [
    'Gemini: a pause in the details',
    429,
    {
      error: {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }],
      },
    },
    'rateLimited',
    'retry',
    { pause: 34_000 },
  ],
  [
    'OpenRouter: a pause in headers of the provider',
    429,
    {
      error: {
        code: 429,
        message: 'Provider returned error',
        metadata: { headers: { 'Retry-After': '9' } },
      },
    },
    'rateLimited',
    'retry',
    { pause: 9_000 },
  ],
  [
    'a gateway: the header counts before the body',
    429,
    { message: 'slow down', retry_after: 50 },
    'rateLimited',
    'retry',
    { headers: { 'retry-after': '3' }, pause: 3_000 },
  ],
  [
    'LiteLLM: no deployment at the moment',
    429,
    openai(
      'No deployments available for selected model, Try again in 60 seconds. Passed model=acme-large',
      'None',
      '429',
    ),
    'capacity',
    'retry',
    { pause: 60_000 },
  ],
  [
    'Mistral: no capacity',
    429,
    mistral(
      'Service tier capacity exceeded for this model.',
      'service_tier_capacity_exceeded',
      '3505',
    ),
    'capacity',
    'retry',
  ],
  [
    'Mistral: no capacity as a 400',
    400,
    mistral(
      'Service tier capacity exceeded for this model.',
      'service_tier_capacity_exceeded',
      '3505',
    ),
    'capacity',
    'retry',
  ],
  [
    'a gateway: a rate limit as a 400',
    400,
    mistral('Rate limit exceeded', 'rate_limited', '1300'),
    'rateLimited',
    'retry',
  ],
  [
    'TGI: overloaded',
    429,
    { error: 'Model is overloaded', error_type: 'overloaded' },
    'capacity',
    'retry',
  ],
  [
    'nginx: too many requests',
    429,
    page('429 Too Many Requests'),
    'rateLimited',
    'retry',
    { headers: HTML },
  ],
];
