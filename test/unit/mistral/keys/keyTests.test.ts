import assert from 'node:assert/strict';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import { KeyTests } from '../../../../src/mistral/keys/keyTests.ts';

describe('KeyTests', () => {
  let now = 0;
  let checks: KeyTests;

  beforeEach(() => {
    now = 1_000_000;
    checks = new KeyTests({ now: () => now });
  });

  /** Records a finished request to Mistral, sent `ms` milliseconds ago. */
  function received(outcome: RequestReport['outcome'], status?: number, ms = 100): void {
    checks.onReport({
      ...{ operation: 'fim', feature: 'completion', model: 'codestral-latest' },
      ...{ service: 'mistral', outcome, status, totalMs: ms },
      ...{ requestId: undefined, detail: undefined, usage: undefined },
      ...{ firstByteMs: undefined, firstTextMs: undefined },
    });
  }
  const lastOutcome = () => checks.lastTest('mistral')?.outcome;

  it('is empty at first', () => {
    assert.equal(checks.lastTest('mistral'), undefined);
  });

  for (const [outcome, status, expected] of [
    ['done', 200, 'accepted'],
    ['closed', 200, 'accepted'],
    ['unauthorised', 401, 'unauthorised'],
    ['payment', 402, 'payment'],
    ['forbidden', 403, 'forbidden'],
    // The consumer stopped before there was an answer.
    ['closed', undefined, undefined],
    ['aborted', 200, undefined],
    ['offline', undefined, undefined],
    ['timeout', undefined, undefined],
    ['rateLimited', 429, undefined],
    ['modelUnknown', 404, undefined],
    ['server', 503, undefined],
    // The page of a captive portal.
    ['proxy', 200, undefined],
  ] as const) {
    it(`records ${expected ?? 'nothing'} for a request that ends with ${outcome} (${status ?? 'no answer'})`, () => {
      received(outcome, status);
      assert.equal(lastOutcome(), expected);
      assert.equal(checks.lastTest('codestral'), undefined);
    });
  }

  it('reports the age of a check', () => {
    received('done', 200);
    now += 180_000;
    assert.equal(checks.lastTest('mistral')?.agoMs, 180_000);
  });

  it('keeps the result while offline', () => {
    received('done', 200);
    received('offline');
    assert.equal(lastOutcome(), 'accepted');
  });

  it('keeps every result of an explicit test', () => {
    checks.onTested('mistral', 'offline');
    assert.equal(lastOutcome(), 'offline');
  });

  it('is cleared with the key and ignores late answers for the previous one', () => {
    received('unauthorised', 401);
    checks.forget('mistral');
    assert.equal(checks.lastTest('mistral'), undefined);
    now += 50;
    received('unauthorised', 401, 100);
    assert.equal(checks.lastTest('mistral'), undefined);
    received('done', 200, 20);
    assert.equal(lastOutcome(), 'accepted');
  });

  it('ignores answers to requests from before a rejection', () => {
    now += 1_000;
    received('unauthorised', 401);
    now += 1_000;
    received('done', 200, 5_000);
    assert.equal(lastOutcome(), 'unauthorised');
    received('done', 200, 500);
    assert.equal(lastOutcome(), 'accepted');
  });

  it('starts a new streak for a rejection after a success', () => {
    const episode = () => checks.lastTest('mistral')?.streak;
    received('unauthorised', 401);
    const first = episode();
    now += 300_000;
    received('unauthorised', 401);
    assert.equal(episode(), first);
    now += 1_000;
    received('done', 200);
    received('unauthorised', 401);
    const second = episode();
    assert.notEqual(second, first);
    checks.forget('mistral');
    now += 1_000;
    received('unauthorised', 401);
    assert.notEqual(episode(), second);
  });
});
