import { mistral, openai } from './case.ts';
import type { ErrorCase } from './case.ts';

/** Errors about payment. */
export const MONEY_CASES: readonly ErrorCase[] = [
  ['Mistral: a spending limit', 402, { detail: 'Payment Required' }, 'payment', 'account'],
  [
    'OpenRouter: no credits',
    402,
    {
      error: {
        code: 402,
        message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits',
      },
    },
    'payment',
    'account',
  ],
  [
    'OpenRouter: too few credits for the model',
    402,
    { error: { code: 402, message: 'This model needs more credits. Upgrade to a paid account.' } },
    'payment',
    'account',
  ],
  [
    'a gateway: a quota with a short pause',
    429,
    { message: 'Quota exceeded' },
    'rateLimited',
    'retry',
    { headers: { 'retry-after': '20' }, pause: 20_000 },
  ],
  [
    'OpenAI: no money as a 429',
    429,
    openai(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
    'payment',
    'account',
  ],
  [
    'Anthropic: no money as a 400',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the API.',
      },
    },
    'payment',
    'account',
  ],
  [
    'LiteLLM: a budget as a 400',
    400,
    openai(
      'Budget has been exceeded! Current cost: 10.2, Max budget: 10.0',
      'budget_exceeded',
      '400',
    ),
    'payment',
    'account',
  ],
  [
    'Kong: a monthly quota as a 429',
    429,
    { message: 'Monthly quota exceeded' },
    'payment',
    'account',
    { detail: 'month' },
  ],
  [
    'Mistral: the tokens of a month as a 429',
    429,
    mistral('Tokens per month limit exceeded', 'rate_limited', '1300'),
    'payment',
    'account',
    { detail: 'month' },
  ],
  [
    'OpenRouter: a monthly limit of the key',
    403,
    {
      error: {
        code: 403,
        message:
          'Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys',
      },
    },
    'payment',
    'account',
    { detail: 'month' },
  ],
];
