import assert from 'node:assert/strict';
import { NO_FIGURES } from '../../../src/usage/figures.ts';
import { wordsForLeft, wordsForToday } from '../../../src/vscode/leftWords.ts';
import { english, inFrench } from './support.ts';

const plain = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/(?<=\d)[,.  ](?=\d{3})/g, ''));

describe('what is left, in words', () => {
  it('tells each quota that was heard of, and nothing of the others', () => {
    assert.deepEqual(wordsForLeft({}, english, 'en'), []);
    assert.deepEqual(wordsForLeft({ cost: 12, tokensMinute: { limit: 5 } }, english, 'en'), []);
    const left = { tokensMonth: { left: 0, limit: 9 }, requestsMinute: { left: 1200 } };
    assert.deepEqual(plain(wordsForLeft(left, english, 'en')), [
      '1200 requests left this minute',
      '0 tokens left this month',
    ]);
    assert.match(wordsForLeft(left, inFrench, 'fr')[1] ?? '', /0 jetons restants ce mois-ci/);
  });

  it('speaks of one request as one', () => {
    assert.deepEqual(wordsForLeft({ requestsMinute: { left: 1 } }, english, 'en'), [
      '1 request left this minute',
    ]);
    assert.deepEqual(wordsForToday({ ...NO_FIGURES, requests: 1 }, inFrench, 'fr'), ['1 requête']);
  });

  it('tells what was used today, and no zeros', () => {
    assert.deepEqual(wordsForToday(NO_FIGURES, english, 'en'), []);
    const used = { ...NO_FIGURES, requests: 1500, failed: 2, tokensIn: 90_000, tokensOut: 1 };
    assert.deepEqual(plain(wordsForToday({ ...used, offered: 3, cost: 1.239 }, english, 'en')), [
      '1500 requests',
      '2 failed',
      '90000 tokens in, 1 out',
      '$1.24',
      '0 of 3 suggestions accepted',
    ]);
    assert.deepEqual(wordsForToday({ ...NO_FIGURES, cost: 0.0004 }, english, 'en'), [
      '0.04\u00a0¢',
    ]);
  });
});
