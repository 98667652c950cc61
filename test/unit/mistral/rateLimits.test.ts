import assert from 'node:assert/strict';
import { MistralClient } from '../../../src/mistral/client.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import type { RateLimits } from '../../server/protocol.ts';
import { startServer } from '../../server/server.ts';
import type { LocalServer } from '../../server/server.ts';
import { FakeClock, collect, failureOf, loadSdk, open, realClock, request } from './support.ts';
import type { Outcome } from './support.ts';

const never = new AbortController().signal;

describe('mistral under the local server’s rate limits', () => {
  let server: LocalServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  afterEach(() => server.idle());

  /** Client and limits as the extension wires them; the limits' time is the test's own. */
  async function under(rateLimits: RateLimits) {
    await server.configure({ rateLimits: { mistral: rateLimits } });
    server.answer('1 + 1');
    const clock = new FakeClock();
    const limits = new Limits(clock);
    const client = new MistralClient({
      loadSdk,
      clock: realClock(),
      userAgent: 'codestral-vscode/0.0.0-test',
      observe: (service, facts) => {
        limits.observe(service, facts);
      },
    });
    const ask = async (): Promise<Outcome> => {
      const departure = limits.take('mistral');
      const outcome = await collect(client.streamFim(open(server.mistral), request, never));
      if (outcome.error) limits.failed(outcome.error, departure);
      else limits.succeeded('mistral', departure);
      return outcome;
    };
    return { clock, limits, client, ask };
  }

  for (const headers of ['current', 'older'] as const) {
    it(`hears what is left, and slows down as it runs low: ${headers}`, async () => {
      const { clock, limits, ask } = await under({
        ...{ tokensPerMinute: 150, tokensPerMonth: 5_000, headers },
      });
      const { end } = await ask();
      const cost = end!.usage!.promptTokens + end!.usage!.completionTokens;
      const { tokensMinute, tokensMonth } = limits.left('mistral');
      assert.deepEqual([tokensMinute?.limit, tokensMinute?.left], [150, 150 - cost]);
      assert.deepEqual([tokensMonth?.limit, tokensMonth?.left], [5_000, 5_000 - cost]);
      clock.advance(3_000);
      assert.equal(limits.waitFor('mistral'), 0);
      while ((limits.left('mistral').tokensMinute?.left ?? 0) >= 5 * cost) {
        assert.equal((await ask()).error, undefined);
        clock.advance(3_000);
      }
      assert.ok(limits.waitFor('mistral') > 1_050, String(limits.waitFor('mistral')));
      clock.advance(60_000);
      assert.equal(limits.waitFor('mistral'), 0);
    });
  }

  it('hears it from refusals too, and rests as long as they say', async () => {
    const { clock, limits, ask } = await under({
      ...{ requestsPerMinute: 1, tokensPerMonth: 5_000, retryAfter: 'date', body: 'app' },
    });
    await ask();
    limits.changed(['mistral']);
    assert.deepEqual(limits.left('mistral'), {});
    const { error } = await ask();
    assert.deepEqual([error?.kind, error?.status], ['rateLimited', 429]);
    assert.equal(limits.left('mistral').requestsMinute?.left, 0);
    const pause = limits.pause('mistral');
    assert.equal(pause?.kind, 'rateLimited');
    // The date is reckoned from the answer's own, to the second: the clock of the test is elsewhere.
    const rest = (pause.until - clock.now()) / 1000;
    assert.ok(rest >= 58 && rest <= 60, String(rest));
  });

  it('hears nothing where nothing is said', async () => {
    const { limits, ask } = await under({ requestsPerSecond: 1, headers: 'none' });
    assert.equal((await ask()).error, undefined);
    assert.equal((await ask()).error?.kind, 'rateLimited');
    assert.deepEqual(limits.left('mistral'), {});
    assert.equal(limits.pause('mistral')?.isCircuitOpen, false);
  });

  it('is told the service’s name with what its headers say, and survives a list of models', async () => {
    const { limits, client } = await under({ requestsPerMinute: 9 });
    await client.listModels(open(server.mistral), never);
    assert.deepEqual(limits.left('mistral'), {});
    const refused = open({ ...server.mistral, key: 'wrong' });
    assert.equal((await failureOf(client.probe(refused, never))).kind, 'unauthorised');
    await collect(client.streamFim(open(server.mistral), request, never));
    assert.equal(limits.left('mistral').requestsMinute?.left, 8);
    assert.deepEqual(limits.left('codestral'), {});
  });
});
