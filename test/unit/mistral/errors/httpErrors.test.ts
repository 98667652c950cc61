import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';
import { httpError, inBandError, requestIdOf } from '../../../../src/mistral/errors/httpErrors.ts';

const now = Date.UTC(2026, 10, 21, 12);

function map(status: number, body: unknown, headers: Record<string, string> = {}) {
  return httpError({
    service: 'mistral',
    model: 'codestral-x',
    status,
    headers: new Headers(headers),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    now,
  });
}

/** An error in the format of the application. */
function app(message: unknown, type: string, code: string | number | null): object {
  return { object: 'error', message, type, param: null, code };
}

describe('httpError', () => {
  const invalidArgs = 'invalid_request_invalid_args';
  const html = '<html><head><title>502 Bad Gateway</title></head></html>';
  const extra = { type: 'extra_forbidden', loc: ['body', 'store'], msg: 'Extra', input: 'my code' };
  const table: [string, number, unknown, FailureKind, string?][] = [
    ['the application refuses the key', 401, { detail: 'Unauthorized' }, 'unauthorised'],
    [
      'the gateway refuses the key',
      401,
      { message: 'Unauthorized', request_id: 'ab' },
      'unauthorised',
    ],
    ['a 401 without a body', 401, '', 'unauthorised'],
    ['a spending limit', 402, { detail: 'Payment required' }, 'payment'],
    ['something forbidden', 403, { message: 'Forbidden' }, 'forbidden'],
    ['no route', 404, { message: 'no Route matched with those values' }, 'notFound'],
    ['no such path', 404, { detail: 'Not Found' }, 'notFound'],
    ['a page not found', 404, '<html>404</html>', 'notFound'],
    [
      'a retired model',
      404,
      app('Model was retired', 'not_found', null),
      'modelUnknown',
      'codestral-x',
    ],
    [
      'an unknown model at a self-hosted server',
      404,
      app('The model `a` does not exist.', 'NotFoundError', 404),
      'modelUnknown',
      'codestral-x',
    ],
    [
      'an unknown model',
      400,
      app('Invalid model: a', 'invalid_model', '1500'),
      'modelUnknown',
      'codestral-x',
    ],
    [
      'a chat model asked to fill in the middle',
      400,
      app('FIM is not enabled for this model', invalidArgs, '3051'),
      'modelNotFim',
      'codestral-x',
    ],
    [
      'a prompt too long, in the older words',
      400,
      app(
        'Prompt contains 159202 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
        invalidArgs,
        '3051',
      ),
      'contextTooLong',
      '159202 > 131072',
    ],
    [
      'a prompt too long, in the newer words',
      400,
      app('Prompt 264620 > 262144 maximum context length', 'invalid_request_prompt_too_long', 3059),
      'contextTooLong',
      '264620 > 262144',
    ],
    ['a body too large for the gateway', 413, html, 'contextTooLong'],
    [
      'a model that cannot think',
      400,
      app('reasoning_effort is not enabled for this model', invalidArgs, '3051'),
      'badRequest',
      'reasoning',
    ],
    [
      'a level of thinking that the model does not know',
      400,
      app(
        "reasoning_effort low is not supported for this model, supported values: [<ReasoningEffort.high: 'high'>]",
        invalidArgs,
        '3051',
      ),
      'badRequest',
      'reasoning',
    ],
    [
      'a model that does not see',
      400,
      app('Image input is not enabled for this model', invalidArgs, '3051'),
      'badRequest',
      'image',
    ],
    [
      'a model that does not chat',
      400,
      app('Chat is not enabled for this model', invalidArgs, '3051'),
      'badRequest',
      'chat',
    ],
    [
      'another invalid argument',
      400,
      app('top_p must be 1 when using greedy sampling', invalidArgs, '3051'),
      'badRequest',
      invalidArgs,
    ],
    ['a guardrail', 403, app('Blocked by guardrail', 'guardrail', null), 'forbidden'],
    [
      'a wrong order of messages',
      400,
      app('Expected last role User', 'invalid_request_message_order', '3230'),
      'badRequest',
      'invalid_request_message_order',
    ],
    ['a field too many', 422, { detail: [extra] }, 'badRequest', 'extra_forbidden: body.store'],
    [
      'a field too many, in the older envelope',
      422,
      app({ detail: [extra] }, 'invalid_request_error', null),
      'badRequest',
      'extra_forbidden: body.store',
    ],
    [
      'a complaint inside a message',
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'messages', 0, 'user', 'my code'] }] },
      'badRequest',
      'extra_forbidden: body.messages.0.user.?',
    ],
    ['a 422 as plain text', 422, 'nope', 'badRequest'],
    [
      'too many requests at the gateway',
      429,
      { message: 'Requests rate limit exceeded' },
      'rateLimited',
    ],
    ['too many requests', 429, app('Rate limit exceeded', 'rate_limited', '1300'), 'rateLimited'],
    [
      'no capacity',
      429,
      app(
        'Service tier capacity exceeded for this model.',
        'service_tier_capacity_exceeded',
        '3505',
      ),
      'capacity',
    ],
    ['too many requests, as a page', 429, html, 'rateLimited'],
    ['a server error', 500, app('Service unavailable.', 'internal_server_error', '1000'), 'server'],
    ['a gateway error', 502, html, 'server'],
    ['a server that is away', 503, '', 'server'],
    ['a proxy that wants a password', 407, html, 'proxy'],
    ['a wrong method', 405, '', 'notFound'],
    ['a teapot', 418, '', 'badRequest'],
  ];
  for (const [name, status, body, kind, detail] of table) {
    it(`reads ${name} as ${kind}`, () => {
      const error = map(status, body);
      assert.deepEqual([error.kind, error.status, error.detail], [kind, status, detail]);
      assert.equal(error.message, `mistral: ${kind}`);
    });
  }

  it('reads an error wrapped as by OpenAI', () => {
    const error = { error: { message: 'FIM is not enabled for this model', type: invalidArgs } };
    assert.equal(map(400, error).kind, 'modelNotFim');
  });

  it('reads a valid request ID from headers, or else from the body', () => {
    const body = { message: 'Unauthorized', request_id: 'from-body' };
    assert.equal(map(401, body).requestId, 'from-body');
    assert.equal(map(401, body, { 'x-kong-request-id': 'kong' }).requestId, 'kong');
    const both = { 'x-request-id': 'x', 'mistral-correlation-id': 'm' };
    assert.equal(requestIdOf(new Headers(both)), 'm');
    assert.equal(map(401, { request_id: 'a b <script>' }).requestId, undefined);
  });

  const sentences: [string, unknown, string | undefined][] = [
    ['a message', { message: 'Model x is  not\nenabled.' }, 'Model x is not enabled.'],
    ['plain text', 'upstream connect error', 'upstream connect error'],
    [
      'the error inside of that of a gateway',
      {
        error: {
          message: 'Provider returned error',
          metadata: { raw: '{"message":"No quota left"}' },
        },
      },
      'No quota left',
    ],
    [
      'the first complaint of a validation',
      { detail: [{ ...extra, msg: 'Extra input' }] },
      'Extra input',
    ],
    ['a web page', html, undefined],
    ['a single word', { detail: 'Unauthorized' }, undefined],
    ['an empty body', '', undefined],
    ['a long text', 'word '.repeat(1_000), `${'word '.repeat(60).slice(0, 299)}…`],
  ];
  for (const [name, body, sentence] of sentences) {
    it(`takes the sentence of ${name}`, () => {
      assert.equal(map(400, body).sentence, sentence);
    });
  }

  for (const [message, kind] of [
    ['Model magistral is switched off for this workspace', 'modelNotAllowed'],
    ['You may not do that', 'forbidden'],
    ['Blocked by the moderation of this model', 'forbidden'],
  ] as const) {
    it(`reads a 403 with ${JSON.stringify(message)} as ${kind}`, () => {
      assert.equal(map(403, { message }).kind, kind);
    });
  }

  it('has no wait without Retry-After', () => {
    assert.equal(map(429, '').retryAfterMs, undefined);
  });

  const inBand: [object, FailureKind, number][] = [
    [app('Rate limit exceeded', 'rate_limited', '1300'), 'rateLimited', 429],
    [app('FIM is not enabled for this model', invalidArgs, '3051'), 'modelNotFim', 400],
    [{ ...app('x', 'odd', null), raw_status_code: 401 }, 'unauthorised', 401],
    [app('boom', 'internal_server_error', '1000'), 'server', 500],
    [{}, 'server', 500],
  ];
  for (const [body, kind, status] of inBand) {
    it(`reads ${JSON.stringify(body)} in a stream as ${kind}`, () => {
      const error = inBandError('mistral', JSON.stringify(body), 'm', 'r1');
      assert.deepEqual([error.kind, error.status, error.requestId], [kind, status, 'r1']);
    });
  }

  it('accepts any body and repeats its prose only as one sentence', () => {
    const prose = 'const secret = "of the user";';
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.json(), (status, body) => {
        assert.ok(map(status, body).kind);
      }),
    );
    for (const body of [{ message: prose }, { detail: prose }, app(prose, prose, prose), prose]) {
      for (const status of [400, 401, 404, 422, 429, 500]) {
        const { sentence, ...facts } = map(status, body);
        assert.doesNotMatch(JSON.stringify(facts), /secret/);
        assert.equal(sentence, prose);
      }
    }
  });
});
