import assert from 'node:assert/strict';
import type { RequestReport } from '../../../src/mistral/call.ts';
import { booked } from '../../../src/usage/booking.ts';
import { report } from './support.ts';

const PRICE = { input: 1, output: 2 };
const NO_USAGE = { usage: undefined } as const;

describe('what a request adds to the figures', () => {
  const cases: [string, Partial<RequestReport>, string][] = [
    ['an answer read to its end', {}, 'metered'],
    ['an answer without its tokens', { ...NO_USAGE }, 'unmetered'],
    ['one that was left', { outcome: 'left', ...NO_USAGE }, 'unmetered'],
    ['one that was closed', { outcome: 'aborted', ...NO_USAGE }, 'unmetered'],
    [
      'one closed before its headers',
      { outcome: 'aborted', status: undefined, ...NO_USAGE },
      'unmetered',
    ],
    ['one that broke off', { outcome: 'offline', ...NO_USAGE }, 'failed unmetered'],
    [
      'one that said nothing',
      { outcome: 'timeout', status: undefined, ...NO_USAGE },
      'failed unmetered',
    ],
    ['one that was refused', { outcome: 'unauthorised', status: 401, ...NO_USAGE }, 'failed'],
    ['one that came too soon', { outcome: 'rateLimited', status: 429, ...NO_USAGE }, 'failed'],
    ['one that found nobody', { outcome: 'offline', status: undefined, ...NO_USAGE }, 'failed'],
    ['one that failed and told its tokens', { outcome: 'truncated' }, 'failed metered'],
  ];
  for (const [what, changes, expected] of cases) {
    it(`${what}: ${expected}`, () => {
      const { requests, failed, unmetered, tokensIn, cost } = booked(report(changes), PRICE)!;
      assert.equal(requests, 1);
      const words = [failed && 'failed', tokensIn && 'metered', unmetered && 'unmetered'];
      assert.equal(words.filter((word) => word !== 0).join(' '), expected);
      assert.equal(cost > 0, tokensIn > 0);
    });
  }

  for (const outcome of ['noKey', 'badUrl', 'internal'] as const) {
    it(`${outcome}: nothing, it never left`, () => {
      assert.equal(booked(report({ outcome, status: undefined, ...NO_USAGE }), PRICE), undefined);
    });
  }

  it('tokens without a price', () => {
    const { unpriced, cost, tokensOut } = booked(report(), undefined)!;
    assert.deepEqual({ unpriced, cost, tokensOut }, { unpriced: 1, cost: 0, tokensOut: 1_000 });
  });

  it('tokens that are none', () => {
    for (const bad of [Number.NaN, -5, Number.NEGATIVE_INFINITY]) {
      const usage = { promptTokens: bad, completionTokens: bad, cachedTokens: 7 };
      const { tokensIn, tokensOut, cachedTokens, cost } = booked(report({ usage }), PRICE)!;
      assert.deepEqual([tokensIn, tokensOut, cachedTokens, cost], [0, 0, 0, 0]);
    }
    const usage = { promptTokens: Infinity, completionTokens: 1.6, cachedTokens: 1e300 };
    const { tokensIn, tokensOut, cachedTokens } = booked(report({ usage }), PRICE)!;
    assert.deepEqual([tokensIn, tokensOut, cachedTokens], [1e9, 2, 1e9]);
  });
});
