import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ServiceError, toServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';

const context = { service: 'mistral', requestId: 'r1' } as const;

/** An exception of undici, whose code is in the cause. */
function fetchFailed(code: string, message = 'secret detail'): Error {
  return new TypeError('fetch failed', { cause: withCode(message, code) });
}

function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

function named(name: string, message = 'quotes the prompt', cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

describe('toServiceError', () => {
  const table: [unknown, FailureKind, string | undefined][] = [
    [fetchFailed('ENOTFOUND'), 'unknownHost', 'ENOTFOUND'],
    [fetchFailed('EAI_AGAIN'), 'offline', 'EAI_AGAIN'],
    [fetchFailed('ECONNREFUSED'), 'offline', 'ECONNREFUSED'],
    [fetchFailed('ECONNRESET'), 'offline', 'ECONNRESET'],
    [fetchFailed('ENETUNREACH'), 'offline', 'ENETUNREACH'],
    [fetchFailed('EHOSTUNREACH'), 'offline', 'EHOSTUNREACH'],
    [fetchFailed('EPIPE'), 'offline', 'EPIPE'],
    [fetchFailed('UND_ERR_SOCKET'), 'offline', 'UND_ERR_SOCKET'],
    [fetchFailed('ETIMEDOUT'), 'timeout', 'ETIMEDOUT'],
    [fetchFailed('UND_ERR_CONNECT_TIMEOUT'), 'timeout', 'UND_ERR_CONNECT_TIMEOUT'],
    [fetchFailed('UND_ERR_HEADERS_TIMEOUT'), 'timeout', 'UND_ERR_HEADERS_TIMEOUT'],
    [fetchFailed('SELF_SIGNED_CERT_IN_CHAIN'), 'certificate', 'SELF_SIGNED_CERT_IN_CHAIN'],
    [fetchFailed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      fetchFailed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'certificate',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    [
      fetchFailed('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
      'certificate',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    [fetchFailed('CERT_HAS_EXPIRED'), 'certificate', 'CERT_HAS_EXPIRED'],
    [fetchFailed('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [fetchFailed('ERR_SSL_WRONG_VERSION_NUMBER'), 'protocol', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [fetchFailed('HPE_INVALID_CONSTANT'), 'protocol', 'HPE_INVALID_CONSTANT'],
    [fetchFailed('UND_ERR_ABORTED', 'Proxy response (407) !== 200'), 'proxy', undefined],
    [new TypeError('fetch failed', { cause: new Error('') }), 'proxy', undefined],
    [fetchFailed('EWHATEVER'), 'offline', 'EWHATEVER'],
    [new TypeError('fetch failed', { cause: new Error('bad port') }), 'badUrl', 'badPort'],
    [new TypeError('net::ERR_UNSAFE_PORT'), 'badUrl', 'badPort'],
    [new TypeError('net::ERR_CERT_AUTHORITY_INVALID'), 'certificate', 'ERR_CERT_AUTHORITY_INVALID'],
    [new TypeError('net::ERR_NAME_NOT_RESOLVED'), 'unknownHost', 'ERR_NAME_NOT_RESOLVED'],
    [new TypeError('net::ERR_INTERNET_DISCONNECTED'), 'offline', 'ERR_INTERNET_DISCONNECTED'],
    [new TypeError('net::ERR_TUNNEL_CONNECTION_FAILED'), 'proxy', 'ERR_TUNNEL_CONNECTION_FAILED'],
    [
      new TypeError('fetch failed', {
        cause: new AggregateError([withCode('::1', 'ECONNREFUSED'), withCode('4', 'ECONNREFUSED')]),
      }),
      'offline',
      'ECONNREFUSED',
    ],
    [new TypeError('terminated', { cause: named('SocketError') }), 'offline', 'TypeError'],
    [new DOMException('This operation was aborted', 'AbortError'), 'aborted', undefined],
    [new DOMException('timed out', 'TimeoutError'), 'timeout', undefined],
    [named('RequestAbortedError', 'x', new DOMException('a', 'AbortError')), 'aborted', undefined],
    [named('ZodError'), 'protocol', 'ZodError'],
    [named('ResponseValidationError'), 'protocol', 'ResponseValidationError'],
    [new SyntaxError('Unexpected token'), 'protocol', 'SyntaxError'],
    [named('SDKValidationError', 'x', named('ZodError')), 'badRequest', 'SDKValidationError'],
    [new RangeError('a fault of our own'), 'internal', 'RangeError'],
    [withCode('cannot find module', 'MODULE_NOT_FOUND'), 'internal', 'MODULE_NOT_FOUND'],
    ['a string', 'internal', undefined],
    [undefined, 'internal', undefined],
  ];
  for (const [thrown, kind, detail] of table) {
    const name = thrown instanceof Error ? `${thrown.message} ${detail ?? ''}` : String(thrown);
    it(`calls ${name} ${kind}`, () => {
      const error = toServiceError(thrown, context);
      assert.deepEqual([error.kind, error.detail], [kind, detail]);
      assert.deepEqual([error.service, error.requestId], ['mistral', 'r1']);
    });
  }

  it('unwraps a ServiceError', () => {
    const inner = new ServiceError('rateLimited', 'codestral', { retryAfterMs: 7 });
    const wrapped = named('UnexpectedClientError', 'x', new Error('y', { cause: inner }));
    assert.equal(toServiceError(wrapped, context), inner);
  });

  it('drops messages, which may quote bodies', () => {
    const error = toServiceError(named('Error', 'sk-secret const x = 1'), context);
    assert.equal(error.message, 'mistral: internal');
    assert.doesNotMatch(`${JSON.stringify(error)} ${error.stack ?? ''}`, /secret|const x/);
    assert.equal(error.cause, undefined);
  });

  it('never throws, for any thrown value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        assert.ok(toServiceError(thrown, context) instanceof ServiceError);
      }),
    );
    const cyclic = new Error('cycle');
    cyclic.cause = cyclic;
    assert.equal(toServiceError(cyclic, context).kind, 'internal');
    const hostile = Object.defineProperty(new Error('x'), 'cause', {
      get() {
        throw new Error('no');
      },
    });
    assert.equal(toServiceError(hostile, context).kind, 'internal');
  });
});
