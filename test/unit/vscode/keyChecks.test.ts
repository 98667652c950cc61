import assert from 'node:assert/strict';
import type { RequestReport } from '../../../src/mistral/call.ts';
import { KeyChecks } from '../../../src/vscode/keyChecks.ts';

describe('vscode/keyChecks', () => {
  let now = 0;
  let checks: KeyChecks;

  beforeEach(() => {
    now = 1_000_000;
    checks = new KeyChecks({ now: () => now });
  });

  /** A request to Mistral is over, `ms` after it left. */
  function heard(outcome: RequestReport['outcome'], status?: number, ms = 100): void {
    checks.heard({
      ...{ operation: 'fim', feature: 'completion', model: 'codestral-latest' },
      ...{ service: 'mistral', outcome, status, totalMs: ms },
      ...{ requestId: undefined, detail: undefined, usage: undefined },
      ...{ firstByteMs: undefined, firstTextMs: undefined },
    });
  }
  const verdict = () => checks.of('mistral')?.verdict;

  it('knows nothing at first', () => {
    assert.equal(checks.of('mistral'), undefined);
  });

  for (const [outcome, status, expected] of [
    ['done', 200, 'accepted'],
    ['left', 200, 'accepted'],
    ['unauthorised', 401, 'unauthorised'],
    ['payment', 402, 'payment'],
    ['forbidden', 403, 'forbidden'],
    // The consumer had enough before anything was answered.
    ['left', undefined, undefined],
    ['aborted', 200, undefined],
    ['offline', undefined, undefined],
    ['timeout', undefined, undefined],
    ['rateLimited', 429, undefined],
    ['modelUnknown', 404, undefined],
    ['server', 503, undefined],
    // A captive portal's page.
    ['proxy', 200, undefined],
  ] as const) {
    it(`a request that ends with ${outcome} (${status ?? 'no answer'}) says ${expected ?? 'nothing'}`, () => {
      heard(outcome, status);
      assert.equal(verdict(), expected);
      assert.equal(checks.of('codestral'), undefined);
    });
  }

  it('tells how long ago it was', () => {
    heard('done', 200);
    now += 180_000;
    assert.equal(checks.of('mistral')?.agoMs, 180_000);
  });

  it('a network that is away takes nothing back of what is known', () => {
    heard('done', 200);
    heard('offline');
    assert.equal(verdict(), 'accepted');
  });

  it('a test is kept whatever comes of it', () => {
    checks.tested('mistral', 'offline');
    assert.equal(verdict(), 'offline');
  });

  it('is forgotten with the key, and late answers to the key before say nothing', () => {
    heard('unauthorised', 401);
    checks.forget('mistral');
    assert.equal(checks.of('mistral'), undefined);
    now += 50;
    heard('unauthorised', 401, 100);
    assert.equal(checks.of('mistral'), undefined);
    heard('done', 200, 20);
    assert.equal(verdict(), 'accepted');
  });

  it('an answer that began before the key was refused is no news', () => {
    now += 1_000;
    heard('unauthorised', 401);
    now += 1_000;
    heard('done', 200, 5_000);
    assert.equal(verdict(), 'unauthorised');
    heard('done', 200, 500);
    assert.equal(verdict(), 'accepted');
  });

  it('a refusal that goes on is one episode, one after the key had worked is another', () => {
    const episode = () => checks.of('mistral')?.episode;
    heard('unauthorised', 401);
    const first = episode();
    now += 300_000;
    heard('unauthorised', 401);
    assert.equal(episode(), first);
    now += 1_000;
    heard('done', 200);
    heard('unauthorised', 401);
    const second = episode();
    assert.notEqual(second, first);
    checks.forget('mistral');
    now += 1_000;
    heard('unauthorised', 401);
    assert.notEqual(episode(), second);
  });
});
