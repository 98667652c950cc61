import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readRateHeaders } from '../../../../src/mistral/limits/rateHeaders.ts';

const quota = (limit?: number, remaining?: number, resetMs?: number) => ({
  limit,
  remaining,
  resetMs,
});
const minute = (limit: string, left: string) => ({
  'x-ratelimit-limit-tokens-minute': limit,
  'x-ratelimit-remaining-tokens-minute': left,
});

describe('readRateHeaders', () => {
  for (const [name, headers, facts] of [
    [
      'the current ones',
      {
        ...minute('50000', '48500'),
        'x-ratelimit-limit-tokens-month': '4000000',
        'x-ratelimit-remaining-tokens-month': '3998500',
        'x-ratelimit-limit-tokens-5-minute': '250000',
        'x-ratelimit-remaining-tokens-5-minute': '248500',
        'x-ratelimit-limit-req-minute': '60',
        'x-ratelimit-remaining-req-minute': '59',
        'x-ratelimit-tokens-query-cost': '1500',
      },
      {
        requestsMinute: quota(60, 59),
        tokensMinute: quota(50_000, 48_500),
        tokensFiveMinutes: quota(250_000, 248_500),
        tokensMonth: quota(4_000_000, 3_998_500),
        cost: 1_500,
      },
    ],
    [
      'the older ones by size',
      {
        'ratelimitbysize-limit': '500000',
        'ratelimitbysize-remaining': '499900',
        'ratelimitbysize-reset': '42',
        'ratelimitbysize-query-cost': '100',
        'x-ratelimitbysize-limit-month': '10000',
        'x-ratelimitbysize-remaining-month': '0',
      },
      {
        tokensMinute: quota(500_000, 499_900, 42_000),
        tokensMonth: quota(10_000, 0),
        cost: 100,
      },
    ],
    [
      'the older ones by minute',
      { 'x-ratelimitbysize-limit-minute': '500', 'x-ratelimitbysize-remaining-minute': '7' },
      { tokensMinute: quota(500, 7) },
    ],
    ['none', { 'x-ratelimit-remaining': '7' }, undefined],
    [
      'one without its limit',
      { 'x-ratelimit-remaining-req-minute': ' 3 ' },
      { requestsMinute: quota(undefined, 3) },
    ],
    ['more left than there is', minute('50', '70'), { tokensMinute: quota(50, 50) }],
    ['a negative rest', minute('50', '-1'), { tokensMinute: quota(50) }],
    ['a limit of nothing', minute('0', '0'), undefined],
    ['words', minute('NaN', 'Infinity'), undefined],
    ['a number too long', minute('9'.repeat(15), '9'.repeat(400)), undefined],
    ['a number in another notation', minute('1e3', '0x10'), undefined],
    ['two headers of one name', minute('50, 50', '40, 30'), { tokensMinute: quota(50, 30) }],
    ['two headers, one of them garbage', minute('50', '40, x'), { tokensMinute: quota(50) }],
    ['a fraction', minute('50.9', '40.2'), { tokensMinute: quota(50, 40) }],
    ['a cost of nothing', { 'x-ratelimit-tokens-query-cost': '0' }, undefined],
    ['a cost beyond any context', { 'x-ratelimit-tokens-query-cost': '1000001' }, undefined],
  ] as const) {
    it(`reads ${name}`, () => {
      assert.deepEqual(readRateHeaders(new Headers(headers)), facts);
    });
  }

  it('reads only plausible numbers', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String));
    fc.assert(
      fc.property(text, text, text, (limit, left, cost) => {
        let headers: Headers;
        try {
          headers = new Headers({ ...minute(limit, left), 'x-ratelimit-tokens-query-cost': cost });
        } catch {
          return; // not possible in a header
        }
        const facts = readRateHeaders(headers);
        const { limit: most = 1, remaining: rest = 0 } = facts?.tokensMinute ?? {};
        assert.ok(most >= 1 && most <= 1e12 && rest >= 0 && rest <= 1e12);
        assert.ok((facts?.cost ?? 1) >= 1 && (facts?.cost ?? 1) <= 1e6);
      }),
    );
  });
});
