import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import { DocumentRequester } from '../../../../src/mistral/documents/documentRequester.ts';
import type { Route } from '../../../../src/mistral/serviceRouter.ts';
import { availableService } from '../../../support/mistralClient.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { settle } from '../../../support/settle.ts';

const request = { bytes: new Uint8Array([1]), mediaType: 'application/pdf' };
const never = new AbortController().signal;

/** A service that fails in these ways, one after another, and then answers. */
function startRequester(
  failures: readonly ServiceError[],
  route: Route = { service: availableService() },
) {
  const clock = new FakeClock();
  const left = [...failures];
  let sent = 0;
  const requester = new DocumentRequester({
    clock,
    services: { refresh: async () => route, whileUnchanged: () => never },
    client: {
      readDocument: async () => {
        sent += 1;
        const failure = left.shift();
        if (failure) throw failure;
        return { pages: [{ index: 0, markdown: 'text' }] };
      },
    },
    limits: new RateLimiter(clock),
  });
  /** Reads the document while time passes; resolves to the failure or the number of pages. */
  const read = async (signal = never): Promise<number | FailureKind> => {
    let outcome: number | FailureKind | undefined;
    requester.read(request, signal).then(
      ({ pages }) => (outcome = pages.length),
      (error: unknown) => (outcome = error instanceof ServiceError ? error.kind : 'internal'),
    );
    for (let seconds = 0; outcome === undefined && seconds < 200; seconds += 1) {
      await settle();
      clock.advance(1_000);
    }
    return outcome ?? 'timeout';
  };
  return { read, sent: () => sent };
}

const failure = (kind: FailureKind) => new ServiceError(kind, 'mistral');

describe('DocumentRequester', () => {
  it('retries after failures that pass', async () => {
    const { read, sent } = startRequester([failure('rateLimited'), failure('server')]);
    assert.deepEqual([await read(), sent()], [1, 3]);
  });

  it('gives up after two retries', async () => {
    const { read, sent } = startRequester(Array(9).fill(failure('server')) as ServiceError[]);
    assert.deepEqual([await read(), sent()], ['server', 3]);
  });

  for (const kind of ['badRequest', 'unauthorised', 'timeout', 'payment'] as const) {
    it(`does not retry after ${kind}`, async () => {
      const { read, sent } = startRequester([failure(kind)]);
      assert.deepEqual([await read(), sent()], [kind, 1]);
    });
  }

  it('does not wait longer than half a minute', async () => {
    const long = new ServiceError('rateLimited', 'mistral', { retryAfterMs: 3_600_000 });
    const { read, sent } = startRequester([long]);
    assert.deepEqual([await read(), sent()], ['rateLimited', 1]);
  });

  it('needs the Mistral service', async () => {
    const { read, sent } = startRequester([], { unavailable: 'noKey', service: 'mistral' });
    assert.deepEqual([await read(), sent()], ['noKey', 0]);
  });

  it('sends nothing once it is aborted', async () => {
    const { read, sent } = startRequester([]);
    assert.deepEqual([await read(AbortSignal.abort()), sent()], ['aborted', 0]);
  });
});
