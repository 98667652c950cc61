import assert from 'node:assert/strict';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import type { Price } from '../../../../src/mistral/models/prices.ts';
import { metricsOf } from '../../../../src/usage/store/reportMetrics.ts';
import { report } from '../../../support/usageDisk.ts';

const PRICE = { input: 1, output: 2 };
const NO_USAGE = { usage: undefined } as const;

describe('metricsOf', () => {
  const cases: [string, Partial<RequestReport>, string][] = [
    ['an answer read to its end', {}, 'metered'],
    ['an answer without its tokens', { ...NO_USAGE }, 'untracked'],
    ['one that the consumer closed', { outcome: 'closed', ...NO_USAGE }, 'untracked'],
    ['one that was aborted', { outcome: 'aborted', ...NO_USAGE }, 'untracked'],
    [
      'one closed before its headers',
      { outcome: 'aborted', status: undefined, ...NO_USAGE },
      'untracked',
    ],
    ['one that broke off', { outcome: 'offline', ...NO_USAGE }, 'failed untracked'],
    [
      'one that said nothing',
      { outcome: 'timeout', status: undefined, ...NO_USAGE },
      'failed untracked',
    ],
    ['one that was refused', { outcome: 'unauthorised', status: 401, ...NO_USAGE }, 'failed'],
    ['one that came too soon', { outcome: 'rateLimited', status: 429, ...NO_USAGE }, 'failed'],
    ['one without a connection', { outcome: 'offline', status: undefined, ...NO_USAGE }, 'failed'],
    ['one that failed and told its tokens', { outcome: 'truncated' }, 'failed metered'],
  ];
  for (const [what, changes, expected] of cases) {
    it(`counts ${what}: ${expected}`, () => {
      const { requests, failed, untracked, tokensIn, cost } = metricsOf(report(changes), PRICE)!;
      assert.equal(requests, 1);
      const strings = [failed && 'failed', tokensIn && 'metered', untracked && 'untracked'];
      assert.equal(strings.filter((word) => word !== 0).join(' '), expected);
      assert.equal(cost > 0, tokensIn > 0);
    });
  }

  for (const outcome of ['noKey', 'badUrl', 'internal'] as const) {
    it(`counts nothing for ${outcome}, which was never sent`, () => {
      assert.equal(
        metricsOf(report({ outcome, status: undefined, ...NO_USAGE }), PRICE),
        undefined,
      );
    });
  }

  it('counts tokens without a price', () => {
    const { unpriced, cost, tokensOut } = metricsOf(report(), undefined)!;
    assert.deepEqual({ unpriced, cost, tokensOut }, { unpriced: 1, cost: 0, tokensOut: 1_000 });
  });

  it('counts pages and web searches, which are priced separately', () => {
    const none = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };
    const counted = (usage: RequestReport['usage'], price: Price | undefined) => {
      const { pages, webSearches, cost, unpriced } = metricsOf(report({ usage }), price)!;
      return { pages, webSearches, cost: Math.round(cost * 1e6) / 1e6, unpriced };
    };
    const ocr = { input: 0, output: 0, thousandPages: 4 };
    assert.deepEqual(counted({ ...none, pages: 30 }, ocr), {
      ...{ pages: 30, webSearches: 0, cost: 0.12, unpriced: 0 },
    });
    assert.deepEqual(counted({ ...none, promptTokens: 1_000, webSearches: 2 }, PRICE), {
      ...{ pages: 0, webSearches: 2, cost: 0.061, unpriced: 0 },
    });
    // The search costs the same with every model.
    assert.deepEqual(counted({ ...none, promptTokens: 1_000, webSearches: 1 }, undefined), {
      ...{ pages: 0, webSearches: 1, cost: 0.03, unpriced: 1 },
    });
    assert.deepEqual(counted({ ...none, pages: Number.NaN, webSearches: -1 }, ocr), {
      ...{ pages: 0, webSearches: 0, cost: 0, unpriced: 0 },
    });
  });

  it('ignores invalid token counts', () => {
    for (const bad of [Number.NaN, -5, Number.NEGATIVE_INFINITY]) {
      const usage = { promptTokens: bad, completionTokens: bad, cachedTokens: 7 };
      const { tokensIn, tokensOut, cachedTokens, cost } = metricsOf(report({ usage }), PRICE)!;
      assert.deepEqual([tokensIn, tokensOut, cachedTokens, cost], [0, 0, 0, 0]);
    }
    const usage = { promptTokens: Infinity, completionTokens: 1.6, cachedTokens: 1e300 };
    const { tokensIn, tokensOut, cachedTokens } = metricsOf(report({ usage }), PRICE)!;
    assert.deepEqual([tokensIn, tokensOut, cachedTokens], [1e9, 2, 1e9]);
  });
});
