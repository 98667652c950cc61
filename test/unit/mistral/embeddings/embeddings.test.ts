import assert from 'node:assert/strict';
import { embeddingBatches } from '../../../../src/mistral/embeddings/embeddingBatches.ts';
import { EmbeddingRequester } from '../../../../src/mistral/embeddings/embeddingRequester.ts';
import { MistralClient } from '../../../../src/mistral/client.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import { ServiceRouter } from '../../../../src/mistral/serviceRouter.ts';
import { realClock } from '../../../support/fakeClock.ts';
import { servers } from '../../../support/localServers.ts';
import { SimulatedClock } from '../../../support/simulatedClock.ts';
import type { LocalServer } from '../../../server/server.ts';

describe('embeddings', () => {
  const start = servers();
  let server: LocalServer;
  let reports: RequestReport[];
  let key: string | undefined;
  let requester: EmbeddingRequester;
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = await start();
    reports = [];
    ({ key } = server.mistral);
    const clock = realClock();
    const services = new ServiceRouter({
      config: () => ({
        urls: { mistral: server.mistral.url, codestral: server.codestral.url },
        choices: { completion: 'auto', chat: 'auto' },
      }),
      key: () => Promise.resolve(key),
    });
    const client = new MistralClient({
      ...{ clock, userAgent: 'test', log: (report) => reports.push(report) },
      loadSdk: () => import('../../../../src/mistral/sdk.ts'),
    });
    requester = new EmbeddingRequester({ clock, services, client, limits: new RateLimiter(clock) });
  });

  it('are vectors of bytes in the order of the texts, and reported', async () => {
    const texts = ['function retry() {}', 'class Cart {}', 'function retries() {}'];
    const [retry, cart, retries] = await requester.embed(texts, signal);
    assert.ok(retry && cart && retries);
    assert.equal(retry.length, 256);
    const similarity = (one: Int8Array, other: Int8Array) =>
      one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0) /
      (Math.hypot(...one) * Math.hypot(...other));
    assert.ok(similarity(retry, retries) > similarity(retry, cart) + 0.1);
    const body = server.requests[0]?.body as object;
    assert.deepEqual(body, {
      ...{ model: 'codestral-embed', input: texts },
      ...{ output_dimension: 256, output_dtype: 'int8' },
      ...('encoding_format' in body ? { encoding_format: 'float' } : {}),
    });
    const [report] = reports;
    assert.deepEqual(
      [report?.operation, report?.feature, report?.outcome],
      [...['embeddings', 'embeddings', 'done']],
    );
    assert.ok((report?.usage?.promptTokens ?? 0) > 5);
  });

  for (const [kind, fault] of [
    ['rateLimited', { kind: 'error', body: 'rateLimitApp' }],
    ['server', { kind: 'error', body: 'internal' }],
    ['protocol', { kind: 'json200', body: { object: 'list', data: [] } }],
    ['proxy', { kind: 'html200' }],
    ['offline', { kind: 'fin' }],
  ] as const) {
    it(`fail with ${kind} after ${JSON.stringify(fault)}`, async () => {
      server.fault(fault);
      await assert.rejects(requester.embed(['a'], signal), (error) => {
        assert.ok(error instanceof ServiceError);
        assert.equal(error.kind, kind);
        return true;
      });
      assert.equal(reports[0]?.outcome, kind);
    });
  }

  it('are not requested without a key', async () => {
    key = undefined;
    await assert.rejects(
      async () => {
        const closed = new ServiceRouter({
          config: () => ({
            urls: { mistral: 'https://api.mistral.ai', codestral: server.codestral.url },
            choices: { completion: 'auto', chat: 'auto' },
          }),
          key: () => Promise.resolve(undefined),
        });
        const clock = realClock();
        const client = { embed: () => Promise.reject(new Error('sent')) };
        const limits = new RateLimiter(clock);
        await new EmbeddingRequester({ clock, client, limits, services: closed }).embed(
          ['a'],
          signal,
        );
      },
      { kind: 'noKey' },
    );
  });
});

describe('embeddingBatches', () => {
  it('bounds tokens and number, and keeps a long text alone', async () => {
    const sizes = [3, 15_000, 14_000, 90_000, 3, ...Array.from({ length: 130 }, () => 3)];
    const items = sizes.map((size) => ({ text: 'x'.repeat(size) }));
    const batches: number[] = [];
    for await (const batch of embeddingBatches(items)) batches.push(batch.length);
    assert.deepEqual(batches, [3, 1, 128, 3]);
  });
});

describe('RateLimiter: requests in the background', () => {
  it('wait until completions and chat have been idle', () => {
    const clock = new SimulatedClock();
    const limits = new RateLimiter(clock);
    assert.equal(limits.delayFor('mistral', 'background'), 0);
    limits.acquire('mistral');
    assert.ok(limits.delayFor('mistral', 'background') >= 1_500);
  });

  it('leave half of the tokens of a minute', () => {
    const clock = new SimulatedClock();
    const limits = new RateLimiter(clock);
    limits.observe('mistral', { tokensMinute: { limit: 50_000, remaining: 40_000 } });
    assert.equal(limits.delayFor('mistral', 'background', 10_000), 0);
    assert.equal(limits.delayFor('mistral', 'background', 20_000), 60_000);
    assert.equal(limits.delayFor('mistral', 'completion'), 0);
  });

  it('pause nothing when they fail', () => {
    const limits = new RateLimiter(new SimulatedClock());
    const ticket = limits.acquire('mistral', 'background');
    limits.onFailure(new ServiceError('rateLimited', 'mistral'), ticket, 'background');
    assert.equal(limits.currentPause('mistral'), undefined);
    assert.equal(limits.delayFor('mistral'), 0);
  });
});
