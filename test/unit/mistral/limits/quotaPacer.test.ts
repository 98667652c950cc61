import assert from 'node:assert/strict';
import { QuotaPacer } from '../../../../src/mistral/limits/quotaPacer.ts';
import type { RateFacts } from '../../../../src/mistral/limits/rateHeaders.ts';

const START = 1_000_000;

/** A pacer whose last completion was sent now and that has just received this quota. */
function after(facts: RateFacts): QuotaPacer {
  const quotaPacer = new QuotaPacer();
  quotaPacer.spend(START, true);
  quotaPacer.observe(facts, START);
  return quotaPacer;
}

describe('QuotaPacer', () => {
  for (const [name, facts, ms] of [
    ['nothing said', {}, 0],
    ['plenty of tokens', { cost: 2_000, tokensMinute: { remaining: 20_000 } }, 0],
    ['tokens for nine more', { cost: 2_000, tokensMinute: { remaining: 19_999 } }, 6_000],
    ['tokens for one more', { cost: 2_000, tokensMinute: { remaining: 2_000 } }, 30_000],
    ['no tokens', { cost: 2_000, tokensMinute: { limit: 50_000, remaining: 0 } }, 60_000],
    ['few tokens for dear requests', { cost: 9_000, tokensMinute: { remaining: 20_000 } }, 20_000],
    ['the same for cheap ones', { cost: 100, tokensMinute: { remaining: 20_000 } }, 0],
    ['no word on the cost', { tokensMinute: { remaining: 2_000 } }, 30_000],
    ['three requests', { requestsMinute: { remaining: 3 } }, 15_000],
    [
      'the tightest of two',
      { requestsMinute: { remaining: 1 }, tokensMinute: { remaining: 8_000 } },
      30_000,
    ],
    ['five minutes', { tokensFiveMinutes: { remaining: 0 } }, 60_000],
    ['a known end', { tokensMinute: { remaining: 0, resetMs: 7_000 } }, 7_000],
    ['an absurd end', { tokensMinute: { remaining: 0, resetMs: 1e12 } }, 60_000],
    ['a month used up', { tokensMonth: { limit: 4e6, remaining: 0 } }, 0],
    ['a limit alone', { tokensMinute: { limit: 10 } }, 0],
  ] as const) {
    it(`allows the next completion in ${ms / 1000} s: ${name}`, () => {
      assert.equal(after(facts).delayFor(START), ms);
    });
  }

  it('uses the average cost of requests', () => {
    const quotaPacer = after({ cost: 1_000 });
    quotaPacer.observe({ cost: 9_000, tokensMinute: { remaining: 9_000 } }, START);
    assert.equal(quotaPacer.delayFor(START), 15_000);
  });

  it('counts requests since the last headers', () => {
    const quotaPacer = after({ requestsMinute: { remaining: 10 } });
    assert.equal(quotaPacer.delayFor(START), 0);
    quotaPacer.spend(START, false);
    assert.equal(quotaPacer.delayFor(START), 6_000);
  });

  it('spreads the last requests over the minute', () => {
    const quotaPacer = after({ requestsMinute: { remaining: 5 } });
    let [now, sent] = [START, 0];
    while (now + quotaPacer.delayFor(now) < START + 60_000) {
      now += quotaPacer.delayFor(now);
      quotaPacer.spend(now, true);
      sent += 1;
    }
    assert.equal(sent, 5);
    assert.equal(quotaPacer.delayFor(START + 60_000), 0);
  });

  it('learns the window and detects a new one by its quota', () => {
    const quotaPacer = after({ requestsMinute: { remaining: 20 } });
    quotaPacer.spend(START + 50_000, true);
    quotaPacer.observe({ requestsMinute: { remaining: 0 } }, START + 50_000);
    assert.equal(quotaPacer.delayFor(START + 50_000), 10_000);
    quotaPacer.observe({ requestsMinute: { remaining: 1 } }, START + 51_000);
    assert.equal(quotaPacer.delayFor(START + 51_000), 29_500);
    quotaPacer.spend(START + 200_000, true);
    quotaPacer.observe({ requestsMinute: { remaining: 0 } }, START + 200_000);
    assert.equal(quotaPacer.delayFor(START + 200_000), 60_000);
  });

  it('allows one completion per minute, whatever the headers', () => {
    const quotaPacer = after({ requestsMinute: { remaining: 0 } });
    for (let second = 1; second < 60; second += 1) {
      const now = START + second * 1000;
      quotaPacer.spend(now, false);
      quotaPacer.observe(
        { tokensMinute: { remaining: 0 }, requestsMinute: { remaining: second % 2 } },
        now,
      );
      assert.ok(quotaPacer.delayFor(now) > 0);
    }
    assert.equal(quotaPacer.delayFor(START + 60_000), 0);
  });

  it('reports the remaining quota until its window ends', () => {
    const quotaPacer = after({
      cost: 5,
      tokensMinute: { limit: 50, remaining: 40 },
      tokensMonth: { limit: 4e6, remaining: 0 },
    });
    const month = { tokensMonth: { limit: 4e6, remaining: 0 } };
    assert.deepEqual(quotaPacer.remaining(START), {
      tokensMinute: { limit: 50, remaining: 40 },
      ...month,
    });
    assert.deepEqual(quotaPacer.remaining(START + 60_000), month);
  });
});
