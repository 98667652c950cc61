import assert from 'node:assert/strict';
import { Allowance } from '../../../src/mistral/allowance.ts';
import type { RateFacts } from '../../../src/mistral/rateHeaders.ts';

const START = 1_000_000;

/** An allowance whose last completion left now, and that has just heard this. */
function after(facts: RateFacts): Allowance {
  const allowance = new Allowance();
  allowance.take(START, true);
  allowance.observe(facts, START);
  return allowance;
}

describe('mistral/allowance', () => {
  for (const [name, facts, ms] of [
    ['nothing said', {}, 0],
    ['plenty of tokens', { cost: 2_000, tokensMinute: { left: 20_000 } }, 0],
    ['tokens for nine more', { cost: 2_000, tokensMinute: { left: 19_999 } }, 6_000],
    ['tokens for one more', { cost: 2_000, tokensMinute: { left: 2_000 } }, 30_000],
    ['no tokens', { cost: 2_000, tokensMinute: { limit: 50_000, left: 0 } }, 60_000],
    ['few tokens for dear requests', { cost: 9_000, tokensMinute: { left: 20_000 } }, 20_000],
    ['the same for cheap ones', { cost: 100, tokensMinute: { left: 20_000 } }, 0],
    ['no word on the cost', { tokensMinute: { left: 2_000 } }, 30_000],
    ['three requests', { requestsMinute: { left: 3 } }, 15_000],
    ['the tightest of two', { requestsMinute: { left: 1 }, tokensMinute: { left: 8_000 } }, 30_000],
    ['five minutes', { tokensFiveMinutes: { left: 0 } }, 60_000],
    ['a known end', { tokensMinute: { left: 0, resetMs: 7_000 } }, 7_000],
    ['an absurd end', { tokensMinute: { left: 0, resetMs: 1e12 } }, 60_000],
    ['a month used up', { tokensMonth: { limit: 4e6, left: 0 } }, 0],
    ['a limit alone', { tokensMinute: { limit: 10 } }, 0],
  ] as const) {
    it(`${name}: the next completion in ${ms / 1000} s`, () => {
      assert.equal(after(facts).waitFor(START), ms);
    });
  }

  it('reckons with the mean of what requests cost', () => {
    const allowance = after({ cost: 1_000 });
    allowance.observe({ cost: 9_000, tokensMinute: { left: 9_000 } }, START);
    assert.equal(allowance.waitFor(START), 15_000);
  });

  it('counts what has left since', () => {
    const allowance = after({ requestsMinute: { left: 10 } });
    assert.equal(allowance.waitFor(START), 0);
    allowance.take(START, false);
    assert.equal(allowance.waitFor(START), 6_000);
  });

  it('spreads the last ones over the minute and uses them up', () => {
    const allowance = after({ requestsMinute: { left: 5 } });
    let [now, sent] = [START, 0];
    while (now + allowance.waitFor(now) < START + 60_000) {
      now += allowance.waitFor(now);
      allowance.take(now, true);
      sent += 1;
    }
    assert.equal(sent, 5);
    assert.equal(allowance.waitFor(START + 60_000), 0);
  });

  it('knows the minute better the longer it looks, and a new one by its fullness', () => {
    const allowance = after({ requestsMinute: { left: 20 } });
    allowance.take(START + 50_000, true);
    allowance.observe({ requestsMinute: { left: 0 } }, START + 50_000);
    assert.equal(allowance.waitFor(START + 50_000), 10_000);
    allowance.observe({ requestsMinute: { left: 1 } }, START + 51_000);
    assert.equal(allowance.waitFor(START + 51_000), 29_500);
    allowance.take(START + 200_000, true);
    allowance.observe({ requestsMinute: { left: 0 } }, START + 200_000);
    assert.equal(allowance.waitFor(START + 200_000), 60_000);
  });

  it('lets one completion leave a minute, whatever headers say meanwhile', () => {
    const allowance = after({ requestsMinute: { left: 0 } });
    for (let second = 1; second < 60; second += 1) {
      const now = START + second * 1000;
      allowance.take(now, false);
      allowance.observe({ tokensMinute: { left: 0 }, requestsMinute: { left: second % 2 } }, now);
      assert.ok(allowance.waitFor(now) > 0);
    }
    assert.equal(allowance.waitFor(START + 60_000), 0);
  });

  it('tells what is left while it is true', () => {
    const allowance = after({
      cost: 5,
      tokensMinute: { limit: 50, left: 40 },
      tokensMonth: { limit: 4e6, left: 0 },
    });
    const month = { tokensMonth: { limit: 4e6, left: 0 } };
    assert.deepEqual(allowance.left(START), { tokensMinute: { limit: 50, left: 40 }, ...month });
    assert.deepEqual(allowance.left(START + 60_000), month);
  });
});
