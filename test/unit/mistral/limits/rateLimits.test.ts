import assert from 'node:assert/strict';
import { MistralClient } from '../../../../src/mistral/client.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import type { RateLimits } from '../../../server/protocol.ts';
import { startServer } from '../../../server/server.ts';
import type { LocalServer } from '../../../server/server.ts';
import { FakeClock, realClock } from '../../../support/fakeClock.ts';
import {
  collect,
  failureOf,
  loadSdk,
  availableService,
  fimRequest,
} from '../../../support/mistralClient.ts';
import type { StreamOutcome } from '../../../support/mistralClient.ts';

const never = new AbortController().signal;

describe('rate limits of the local server', () => {
  let server: LocalServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  afterEach(() => server.idle());

  /** Client and limiter as wired in the extension; the test controls the limiter's clock. */
  async function under(rateLimits: RateLimits) {
    await server.configure({ rateLimits: { mistral: rateLimits } });
    server.answer('1 + 1');
    const clock = new FakeClock();
    const limits = new RateLimiter(clock);
    const client = new MistralClient({
      loadSdk,
      clock: realClock(),
      userAgent: 'codestral-vscode/0.0.0-test',
      onRateLimits: (service, facts) => {
        limits.observe(service, facts);
      },
    });
    const ask = async (): Promise<StreamOutcome> => {
      const ticket = limits.acquire('mistral');
      const outcome = await collect(
        client.streamFim(availableService(server.mistral), fimRequest, never),
      );
      if (outcome.error) limits.onFailure(outcome.error, ticket);
      else limits.onSuccess('mistral', ticket);
      return outcome;
    };
    return { clock, limits, client, ask };
  }

  for (const headers of ['current', 'older'] as const) {
    it(`reads the remaining quota and slows down as it runs low: ${headers}`, async () => {
      const { clock, limits, ask } = await under({
        ...{ tokensPerMinute: 150, tokensPerMonth: 5_000, headers },
      });
      const { end } = await ask();
      const cost = end!.usage!.promptTokens + end!.usage!.completionTokens;
      const { tokensMinute, tokensMonth } = limits.remaining('mistral');
      assert.deepEqual([tokensMinute?.limit, tokensMinute?.remaining], [150, 150 - cost]);
      assert.deepEqual([tokensMonth?.limit, tokensMonth?.remaining], [5_000, 5_000 - cost]);
      clock.advance(3_000);
      assert.equal(limits.delayFor('mistral'), 0);
      while ((limits.remaining('mistral').tokensMinute?.remaining ?? 0) >= 5 * cost) {
        assert.equal((await ask()).error, undefined);
        clock.advance(3_000);
      }
      assert.ok(limits.delayFor('mistral') > 1_050, String(limits.delayFor('mistral')));
      clock.advance(60_000);
      assert.equal(limits.delayFor('mistral'), 0);
    });
  }

  it('reads quotas from rejections and pauses as they request', async () => {
    const { clock, limits, ask } = await under({
      ...{ requestsPerMinute: 1, tokensPerMonth: 5_000, retryAfter: 'date', body: 'app' },
    });
    await ask();
    limits.onSettingsChanged(['mistral']);
    assert.deepEqual(limits.remaining('mistral'), {});
    const { error } = await ask();
    assert.deepEqual([error?.kind, error?.status], ['rateLimited', 429]);
    assert.equal(limits.remaining('mistral').requestsMinute?.remaining, 0);
    const pause = limits.currentPause('mistral');
    assert.equal(pause?.kind, 'rateLimited');
    // The date is relative to the response's own date, which has a resolution of seconds.
    const rest = (pause.until - clock.now()) / 1000;
    assert.ok(rest >= 58 && rest <= 60, String(rest));
  });

  it('reports nothing without headers', async () => {
    const { limits, ask } = await under({ requestsPerSecond: 1, headers: 'none' });
    assert.equal((await ask()).error, undefined);
    assert.equal((await ask()).error?.kind, 'rateLimited');
    assert.deepEqual(limits.remaining('mistral'), {});
    assert.equal(limits.currentPause('mistral')?.isCircuitOpen, false);
  });

  it('reports the service of the headers, also for models lists', async () => {
    const { limits, client } = await under({ requestsPerMinute: 9 });
    await client.listModels(availableService(server.mistral), never);
    assert.deepEqual(limits.remaining('mistral'), {});
    const refused = availableService({ ...server.mistral, key: 'wrong' });
    assert.equal((await failureOf(client.testKey(refused, never))).kind, 'unauthorised');
    await collect(client.streamFim(availableService(server.mistral), fimRequest, never));
    assert.equal(limits.remaining('mistral').requestsMinute?.remaining, 8);
    assert.deepEqual(limits.remaining('codestral'), {});
  });
});
