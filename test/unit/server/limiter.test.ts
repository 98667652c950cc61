import assert from 'node:assert/strict';
import { connectAdmin } from '../../server/admin.ts';
import { Limiter } from '../../server/limiter.ts';
import type { RateLimits } from '../../server/protocol.ts';
import { send, servers } from '../../support/localServers.ts';

/** A limiter with a time that the test sets. */
function limiterWith(limits: RateLimits) {
  let now = 5_000;
  const limiter = new Limiter(limits, () => now);
  return {
    limiter,
    pass: (ms: number) => (now += ms),
    isLetIn: (tokens = 1) => limiter.tryAcquire(tokens, 'id') === undefined,
  };
}

describe('local server: limiter', () => {
  it('accepts everything by default', () => {
    const { limiter, isLetIn } = limiterWith({});
    for (let time = 0; time < 100; time += 1) assert.ok(isLetIn(1e6));
    assert.deepEqual(limiter.charge(1e6), {});
  });

  it('counts accepted requests within any second', () => {
    const { isLetIn, pass } = limiterWith({ requestsPerSecond: 1 });
    const seen = [0, 500, 499, 1, 999, 1].map((ms) => {
      pass(ms);
      return isLetIn();
    });
    assert.deepEqual(seen, [true, false, false, true, false, true]);
  });

  it('allows several within any second', () => {
    const { isLetIn, pass } = limiterWith({ requestsPerSecond: 2 });
    const seen = [0, 600, 399, 1, 599, 1].map((ms) => {
      pass(ms);
      return isLetIn();
    });
    assert.deepEqual(seen, [true, true, false, true, false, true]);
  });

  it('counts requests and tokens per minute, starting with the first', () => {
    for (const limits of [{ requestsPerMinute: 2 }, { tokensPerMinute: 10 }]) {
      const { limiter, isLetIn, pass } = limiterWith(limits);
      for (const ms of [0, 20_000]) {
        pass(ms);
        assert.ok(isLetIn(4));
        limiter.charge(5);
      }
      pass(39_999);
      assert.ok(!isLetIn(4));
      pass(1);
      assert.ok(isLetIn(4));
    }
  });

  it('rejects a prompt that no longer fits, but not one that never would', () => {
    const { limiter, isLetIn } = limiterWith({ tokensPerMinute: 10 });
    assert.ok(isLetIn(11));
    limiter.charge(7);
    assert.ok(!isLetIn(4));
    assert.ok(isLetIn(3));
  });

  it('counts per month', () => {
    const { limiter, isLetIn, pass } = limiterWith({ tokensPerMonth: 10 });
    assert.ok(isLetIn());
    limiter.charge(12);
    pass(29 * 86_400_000);
    assert.ok(!isLetIn());
    pass(86_400_000);
    assert.ok(isLetIn());
  });

  const all = { requestsPerMinute: 60, tokensPerMinute: 1_000, tokensPerMonth: 9_000 };
  for (const [headers, expected] of [
    [
      'current',
      {
        'x-ratelimit-limit-req-minute': '60',
        'x-ratelimit-remaining-req-minute': '59',
        'x-ratelimit-limit-tokens-minute': '1000',
        'x-ratelimit-remaining-tokens-minute': '970',
        'x-ratelimit-limit-tokens-month': '9000',
        'x-ratelimit-remaining-tokens-month': '8970',
        'x-ratelimit-tokens-query-cost': '30',
      },
    ],
    [
      'older',
      {
        'ratelimitbysize-limit': '1000',
        'ratelimitbysize-remaining': '970',
        'ratelimitbysize-reset': '48',
        'ratelimitbysize-query-cost': '30',
        'x-ratelimitbysize-limit-minute': '1000',
        'x-ratelimitbysize-remaining-minute': '970',
        'x-ratelimitbysize-limit-month': '9000',
        'x-ratelimitbysize-remaining-month': '8970',
      },
    ],
    ['none', {}],
  ] as const) {
    it(`reports the remaining quota: ${headers}`, () => {
      const { limiter, isLetIn, pass } = limiterWith({ ...all, headers });
      assert.ok(isLetIn());
      pass(12_000);
      assert.deepEqual(limiter.charge(30), expected);
    });
  }

  for (const [limits, message, after] of [
    [{}, 'Requests rate limit exceeded', undefined],
    [{ body: 'app', retryAfter: 'seconds' }, 'Rate limit exceeded', /^60$/],
    [{ retryAfter: 'date' }, 'Requests rate limit exceeded', /^\w{3}, .* GMT$/],
  ] as const) {
    it(`uses the configured 429: ${JSON.stringify(limits)}`, () => {
      const { limiter } = limiterWith({ requestsPerMinute: 1, ...limits });
      limiter.tryAcquire(1, 'id');
      const page = limiter.tryAcquire(1, 'id')!;
      assert.equal(page.status, 429);
      assert.equal((JSON.parse(page.body) as { message: string }).message, message);
      assert.equal(page.headers['x-ratelimit-remaining-req-minute'], '0');
      const header = page.headers['retry-after'];
      if (after) assert.match(header!, after);
      else assert.equal(header, undefined);
    });
  }
});

describe('local server with limits', () => {
  const start = servers();

  it('limits one service, with and without streaming, except models lists', async () => {
    const server = await start({ rateLimits: { mistral: { requestsPerMinute: 2 } } });
    const body = { model: 'codestral-latest', prompt: 'a' };
    assert.equal((await send(server)).headers.get('x-ratelimit-remaining-req-minute'), '1');
    const whole = await send(server, { body });
    assert.equal(whole.headers.get('x-ratelimit-remaining-req-minute'), '0');
    assert.equal((await send(server, { route: 'chat' })).status, 429);
    assert.equal((await send(server, { route: 'models' })).status, 200);
    assert.equal((await send(server, { service: 'codestral' })).status, 200);
  });

  it('validates a request before counting it', async () => {
    const server = await start({ rateLimits: { mistral: { requestsPerMinute: 1 } } });
    assert.equal((await send(server, { authorization: 'Bearer other' })).status, 401);
    assert.equal((await send(server, { body: {} })).status, 422);
    assert.equal((await send(server)).status, 200);
    assert.equal((await send(server)).status, 429);
  });

  it('counts the reported usage', async () => {
    const server = await start({ rateLimits: { mistral: { tokensPerMinute: 1_000 } } });
    server.answer('one two');
    const answer = await send(server, { body: { model: 'codestral-latest', prompt: 'a b c' } });
    const { usage } = (await answer.json()) as { usage: { total_tokens: number } };
    assert.ok(usage.total_tokens > 0);
    const cost = String(usage.total_tokens);
    assert.equal(answer.headers.get('x-ratelimit-tokens-query-cost'), cost);
    const left = String(1_000 - usage.total_tokens);
    assert.equal(answer.headers.get('x-ratelimit-remaining-tokens-minute'), left);
  });

  it('accepts new limits while running and resets its counters', async () => {
    const server = await start();
    const admin = connectAdmin(server.adminUrl);
    await admin.configure({ rateLimits: { mistral: { requestsPerMinute: 1, body: 'app' } } });
    assert.equal((await send(server)).status, 200);
    assert.match(await (await send(server)).text(), /"rate_limited"/);
    await admin.reset();
    assert.equal((await send(server)).status, 200);
    assert.equal((await send(server)).status, 429);
    await admin.configure({ rateLimits: { codestral: { requestsPerSecond: 1 } } });
    assert.equal((await send(server)).status, 429);
    await admin.configure({ rateLimits: { mistral: {} } });
    assert.equal((await send(server)).status, 200);
    assert.equal((await send(server)).status, 200);
  });
});
