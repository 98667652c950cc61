import assert from 'node:assert/strict';
import { NO_METRICS } from '../../../../src/usage/store/metrics.ts';
import { quotaText, todayText } from '../../../../src/vscode/usage/quotaText.ts';
import { english, inFrench } from '../../../support/translate.ts';

const plain = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/(?<=\d)[,.  ](?=\d{3})/g, ''));

describe('quotaText', () => {
  it('lists only known quotas', () => {
    assert.deepEqual(quotaText({}, english, 'en'), []);
    assert.deepEqual(quotaText({ cost: 12, tokensMinute: { limit: 5 } }, english, 'en'), []);
    const left = { tokensMonth: { remaining: 0, limit: 9 }, requestsMinute: { remaining: 1200 } };
    assert.deepEqual(plain(quotaText(left, english, 'en')), [
      '1200 requests left this minute',
      '0 tokens left this month',
    ]);
    assert.match(quotaText(left, inFrench, 'fr')[1] ?? '', /0 jeton restant ce mois-ci/);
  });

  it('uses the singular for one request', () => {
    assert.deepEqual(quotaText({ requestsMinute: { remaining: 1 } }, english, 'en'), [
      '1 request left this minute',
    ]);
    assert.deepEqual(todayText({ ...NO_METRICS, requests: 1 }, inFrench, 'fr'), ['1 requête']);
  });

  it("shows today's usage without zeros", () => {
    assert.deepEqual(todayText(NO_METRICS, english, 'en'), []);
    const used = { ...NO_METRICS, requests: 1500, failed: 2, tokensIn: 90_000, tokensOut: 1 };
    assert.deepEqual(plain(todayText({ ...used, offered: 3, cost: 1.239 }, english, 'en')), [
      '1500 requests',
      '2 failed',
      '$1.24',
      '0 of 3 suggestions accepted',
      '90000 tokens in, 1 out',
    ]);
    assert.deepEqual(todayText({ ...NO_METRICS, cost: 0.0004 }, english, 'en'), ['$0.0004']);
  });
});
