import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import type { FailureFacts } from '../../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../../src/mistral/errors/failureKind.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const HOUR = 3_600_000;

function setUp() {
  const clock = new FakeClock();
  const limits = new RateLimiter(clock);
  return {
    clock,
    limits,
    fail: (kind: FailureKind, facts?: FailureFacts, ticket?: number) => {
      limits.onFailure(new ServiceError(kind, 'mistral', facts), ticket);
    },
    /** The remaining pause of the service, in seconds. */
    rest: () => ((limits.currentPause('mistral')?.until ?? clock.now()) - clock.now()) / 1000,
    isOpen: () => limits.currentPause('mistral')?.isCircuitOpen,
  };
}

function failing(kind: FailureKind, facts?: FailureFacts, times = 1) {
  const parts = setUp();
  for (let time = 0; time < times; time += 1) parts.fail(kind, facts);
  return parts;
}

describe('RateLimiter', () => {
  for (const [kind, facts, times, seconds, isOpen] of [
    ['rateLimited', { retryAfterMs: 7_000 }, 1, 7, false],
    ['rateLimited', {}, 1, 2, false],
    ['rateLimited', {}, 3, 8, false],
    ['rateLimited', {}, 50, 120, false],
    ['capacity', {}, 1, 20, false],
    ['capacity', {}, 4, 120, false],
    ['offline', {}, 2, 4, false],
    ['server', {}, 1, 2, false],
    ['server', {}, 4, 16, false],
    ['server', {}, 5, 30, true],
    ['timeout', {}, 50, 30, true],
    ['truncated', {}, 5, 30, true],
    ['server', { retryAfterMs: 90_000 }, 5, 90, true],
    ['server', { retryAfterMs: 1_000 }, 5, 30, true],
    ['badRequest', {}, 4, 16, false],
    ['badRequest', {}, 5, 300, true],
    ['unauthorised', { status: 401 }, 1, 300, false],
    ['unauthorised', { status: 401 }, 5, 300, true],
    ['payment', { status: 402 }, 1, 300, false],
    ['modelNotFim', {}, 1, 300, false],
    ['aborted', {}, 5, 0, undefined],
  ] as const) {
    it(`pauses ${seconds} s after ${times} × ${kind} ${JSON.stringify(facts)}`, () => {
      const parts = failing(kind, facts, times);
      assert.deepEqual([parts.rest(), parts.isOpen()], [seconds, isOpen]);
    });
  }

  it('does not lengthen the wait of a rate limit after refusals', () => {
    const parts = failing('modelNotAllowed', {}, 6);
    parts.clock.advance(300_000);
    parts.fail('rateLimited', { retryAfterMs: 1_000 });
    assert.equal(parts.rest(), 2);
    parts.fail('rateLimited');
    assert.equal(parts.rest(), 4);
  });

  it('pauses only completions after an error of the completion model', () => {
    const { limits, fail, rest } = setUp();
    for (const kind of ['modelNotFim', 'modelUnknown', 'notFound', 'badRequest'] as const) {
      fail(kind);
      assert.ok(rest() > 0);
      for (const priority of ['interactive', 'background'] as const)
        assert.equal(limits.currentPause('mistral', priority), undefined);
    }
    // A chat answer says nothing about the model of completions.
    limits.onSuccess('mistral', limits.acquire('mistral', 'interactive'), 'interactive');
    assert.ok(rest() > 0);
    limits.onSettingsChanged();
    assert.equal(rest(), 0);
  });

  it('pauses only the feature whose model is at capacity', () => {
    for (const [one, other] of [
      ['interactive', 'completion'],
      ['completion', 'interactive'],
    ] as const) {
      const { limits } = setUp();
      limits.onFailure(new ServiceError('capacity', 'mistral'), undefined, one);
      assert.equal(limits.currentPause('mistral', one)?.kind, 'capacity');
      assert.equal(limits.currentPause('mistral', other), undefined);
    }
  });

  it('limits the pace of completions by the quota of the completion model only', () => {
    const { limits } = setUp();
    limits.observe(
      'mistral',
      { cost: 30_000, tokensMinute: { limit: 50_000, remaining: 0 } },
      'interactive',
    );
    assert.equal(limits.delayFor('mistral'), 0);
    limits.acquire('mistral');
    limits.observe('mistral', { cost: 2_000, tokensMinute: { limit: 50_000, remaining: 48_000 } });
    limits.observe(
      'mistral',
      { cost: 30_000, tokensMinute: { limit: 50_000, remaining: 9_000 } },
      'interactive',
    );
    assert.equal(limits.delayFor('mistral'), 0);
    assert.equal(limits.remaining('mistral').tokensMinute?.remaining, 48_000);
  });

  it('pauses all features after a rejected key', () => {
    const { limits, fail } = setUp();
    fail('unauthorised', { status: 401 });
    for (const priority of ['completion', 'interactive', 'background'] as const)
      assert.equal(limits.currentPause('mistral', priority)?.kind, 'unauthorised');
  });

  it('does not pause the other service', () => {
    assert.equal(failing('unauthorised').limits.currentPause('codestral'), undefined);
  });

  it('ends a pause after its time, a success, or a change', () => {
    const timed = failing('offline');
    timed.clock.advance(2_000);
    assert.equal(timed.limits.currentPause('mistral'), undefined);
    const healed = failing('unauthorised');
    healed.limits.acquire('mistral');
    healed.limits.onSuccess('mistral');
    assert.equal(healed.limits.currentPause('mistral'), undefined);
    const changed = failing('unauthorised', {}, 5);
    changed.limits.onSettingsChanged();
    assert.equal(changed.limits.currentPause('mistral'), undefined);
    changed.fail('offline');
    assert.equal(changed.rest(), 2);
  });

  it('resets the back-off after a success', () => {
    const { limits, fail, rest } = failing('offline', {}, 6);
    limits.onSuccess('mistral');
    fail('offline');
    assert.equal(rest(), 2);
  });

  it('retries a stalled service every 30 s', () => {
    const { clock, limits, fail, rest, isOpen } = failing('timeout', {}, 5);
    for (let look = 0; look < 3; look += 1) {
      clock.advance(30_000);
      assert.equal(limits.currentPause('mistral'), undefined);
      fail('timeout', {}, limits.acquire('mistral'));
      assert.deepEqual([rest(), isOpen()], [30, true]);
    }
    clock.advance(30_000);
    limits.onSuccess('mistral', limits.acquire('mistral'));
    fail('timeout', {}, limits.acquire('mistral'));
    assert.deepEqual([rest(), isOpen()], [2, false]);
  });

  it('handles a series of 429s, with and without Retry-After', () => {
    const { clock, limits, fail, rest } = setUp();
    const seen = [undefined, undefined, 7_000, undefined].map((retryAfterMs) => {
      fail('rateLimited', { retryAfterMs }, limits.acquire('mistral'));
      const seconds = rest();
      clock.advance(seconds * 1000);
      return seconds;
    });
    // Seven seconds are less than our own third wait.
    assert.deepEqual(seen, [2, 4, 8, 16]);
    assert.equal(limits.delayFor('mistral'), 0);
    limits.onSuccess('mistral', limits.acquire('mistral'));
    assert.equal(limits.delayFor('mistral'), 1_500, 'each further rejection lengthens it');
  });

  it('counts concurrent failures once', () => {
    const { limits, fail, rest } = setUp();
    const [first, second] = [limits.acquire('mistral'), limits.acquire('mistral')];
    fail('server', {}, second);
    fail('server', {}, first);
    assert.equal(rest(), 2);
  });

  it('keeps a rejection when an older request succeeds or times out', () => {
    const { limits, fail, rest } = setUp();
    const [old, refused] = [limits.acquire('mistral'), limits.acquire('mistral')];
    fail('unauthorised', { status: 401 }, refused);
    limits.onSuccess('mistral', old);
    assert.equal(rest(), 300);
    limits.onSuccess('mistral');
    assert.equal(rest(), 300);
    fail('timeout', {}, old);
    assert.deepEqual([rest(), limits.currentPause('mistral')?.kind], [300, 'unauthorised']);
    limits.onSuccess('mistral', limits.acquire('mistral'));
    assert.equal(rest(), 0);
  });

  it('lifts an offline pause after a late success', () => {
    const { limits, fail, rest } = setUp();
    const [old, broken] = [limits.acquire('mistral'), limits.acquire('mistral')];
    fail('offline', {}, broken);
    limits.onSuccess('mistral', old);
    assert.equal(rest(), 0);
  });

  it('keeps a Retry-After pause after a late success', () => {
    const { limits, fail, rest } = setUp();
    const [old, busy] = [limits.acquire('mistral'), limits.acquire('mistral')];
    fail('server', { retryAfterMs: 9_000 }, busy);
    limits.onSuccess('mistral', old);
    assert.equal(rest(), 9);
  });

  it('ends a trial with the first data or a failure', () => {
    for (const isAccepted of [true, false]) {
      const { limits, fail } = setUp();
      limits.acquire('mistral');
      const trial = limits.acquire('mistral');
      assert.equal(limits.delayFor('mistral'), 1_050);
      if (isAccepted) limits.onAccepted('mistral', trial);
      else fail('aborted', {}, trial);
      assert.equal(limits.delayFor('mistral'), 0);
    }
  });

  it('ignores requests from before a change', () => {
    const { limits, fail, rest } = setUp();
    const old = limits.acquire('mistral');
    limits.onSettingsChanged();
    fail('unauthorised', { status: 401 }, old);
    assert.equal(rest(), 0);
  });

  for (const [kind, facts, times, isLifted] of [
    ['offline', {}, 1, true],
    ['timeout', {}, 9, true],
    ['badRequest', {}, 5, true],
    ['modelUnknown', {}, 1, false],
    ['modelNotAllowed', { status: 403 }, 1, false],
    ['unauthorised', {}, 9, false],
    ['payment', {}, 1, false],
    ['forbidden', {}, 1, false],
    ['rateLimited', {}, 1, false],
    ['rateLimited', { retryAfterMs: 9_000 }, 1, false],
    ['server', { retryAfterMs: 9_000 }, 9, false],
  ] as const) {
    const name = `${times} × ${kind} ${JSON.stringify(facts)}`;
    it(`${isLifted ? 'ends' : 'keeps'} the pause after ${name} for a user action`, () => {
      const { limits, fail, rest } = failing(kind, facts, times);
      limits.onUserAction('mistral');
      assert.equal(rest() === 0, isLifted);
      if (!isLifted) return;
      fail('offline');
      assert.equal(rest(), 2);
    });
  }

  it('keeps the pace after a settings change, but not after a new key or URL', () => {
    const { clock, limits } = failing('rateLimited');
    clock.advance(10_000);
    limits.onSettingsChanged();
    limits.acquire('mistral');
    assert.equal(limits.delayFor('mistral'), 1_050);
    limits.onSettingsChanged(['codestral']);
    assert.equal(limits.delayFor('mistral'), 1_050);
    limits.observe('mistral', { tokensMinute: { remaining: 0 } });
    limits.onSettingsChanged(['mistral']);
    assert.equal(limits.delayFor('mistral'), 0);
    assert.deepEqual(limits.remaining('mistral'), {});
  });
});

describe('RateLimiter: priority of chat', () => {
  it('delays completions only while chat waits', () => {
    const { clock, limits } = failing('rateLimited');
    clock.advance(500);
    assert.equal(limits.delayFor('mistral'), 550);
    limits.onInteractiveWaiting('mistral');
    assert.equal(limits.delayFor('mistral', 'interactive'), 550);
    clock.advance(550);
    assert.equal(limits.delayFor('mistral'), 1_050);
    assert.equal(limits.delayFor('mistral', 'interactive'), 0);
    limits.acquire('mistral', 'interactive');
    clock.advance(1_050);
    assert.equal(limits.delayFor('mistral'), 0);
  });

  it('ignores a chat that no longer waits', () => {
    const { clock, limits } = failing('rateLimited');
    limits.onInteractiveWaiting('mistral');
    clock.advance(1_999);
    assert.ok(limits.delayFor('mistral') > 0);
    clock.advance(1);
    assert.equal(limits.delayFor('mistral'), 0);
  });

  it('delays neither if there is room for both', () => {
    const { limits } = setUp();
    limits.onInteractiveWaiting('mistral');
    assert.equal(limits.delayFor('mistral'), 0);
  });

  it('does not delay chat when tokens run low', () => {
    const { limits } = setUp();
    limits.acquire('mistral');
    limits.observe('mistral', { tokensMinute: { limit: 50_000, remaining: 0 } });
    assert.ok(limits.delayFor('mistral') > 10_000);
    assert.equal(limits.delayFor('mistral', 'interactive'), 0);
  });

  it('allows a completion per minute, whatever chat has used', () => {
    const { clock, limits } = setUp();
    limits.acquire('mistral');
    limits.observe('mistral', { tokensFiveMinutes: { remaining: 0 } });
    clock.advance(30_000);
    limits.acquire('mistral', 'interactive');
    assert.equal(limits.delayFor('mistral'), 30_000);
  });
});

describe('RateLimiter: clock changes', () => {
  for (const jump of [-10 * HOUR, -1_000, 10 * HOUR]) {
    it(`extends no pause when the clock moves by ${jump / 1000} s`, () => {
      for (const facts of [{}, { retryAfterMs: HOUR }]) {
        const { clock, limits, rest } = failing('unauthorised', facts);
        const length = rest();
        clock.advance(100_000);
        assert.equal(rest(), length - 100);
        clock.advance(jump);
        assert.ok(rest() <= length - 100, String(rest()));
        clock.advance((length - 100) * 1000);
        assert.equal(limits.currentPause('mistral'), undefined);
      }
    });

    it(`starves no request when the clock moves by ${jump / 1000} s`, () => {
      const { clock, limits } = failing('rateLimited');
      limits.observe('mistral', { requestsMinute: { limit: 60, remaining: 0 } });
      limits.acquire('mistral');
      limits.onInteractiveWaiting('mistral');
      clock.advance(jump);
      assert.ok(limits.delayFor('mistral') <= 60_000, String(limits.delayFor('mistral')));
      clock.advance(60_000);
      assert.equal(limits.delayFor('mistral'), 0);
    });
  }

  it('works while the clock is corrected repeatedly', () => {
    const { clock, limits } = failing('rateLimited');
    let sent = 0;
    for (let second = 0; second < 600; second += 1) {
      clock.advance(second % 2 === 0 ? 2_000 : -1_000);
      if (limits.delayFor('mistral') > 0) continue;
      limits.acquire('mistral');
      sent += 1;
    }
    assert.ok(sent >= 290, String(sent));
  });
});

describe('RateLimiter.onDidChangePause', () => {
  it('reports the pause of a rejected key and that a later success has ended it', () => {
    const { limits, fail } = setUp();
    const reported: (string | undefined)[] = [];
    const remove = limits.onDidChangePause((service) => {
      reported.push(limits.currentPause(service)?.kind);
    });
    const ticket = limits.acquire('mistral');
    fail('unauthorised', {}, ticket);
    fail('unauthorised', {}, ticket);
    assert.deepEqual(reported, ['unauthorised']);
    limits.onSuccess('mistral', ticket);
    assert.deepEqual(reported, ['unauthorised'], 'the success is not newer');
    limits.onSuccess('mistral', limits.acquire('mistral', 'interactive'));
    assert.deepEqual(reported, ['unauthorised', undefined]);
    limits.onSuccess('mistral', limits.acquire('mistral', 'interactive'));
    remove();
    fail('unauthorised');
    limits.onSuccess('mistral', limits.acquire('mistral'));
    assert.deepEqual(reported, ['unauthorised', undefined]);
  });

  it('reports a key that the chat finds rejected, but no failure in the background', () => {
    const { limits } = setUp();
    const reported: string[] = [];
    limits.onDidChangePause((service) => reported.push(service));
    limits.onFailure(new ServiceError('unauthorised', 'mistral'), undefined, 'background');
    assert.deepEqual(reported, []);
    limits.onFailure(new ServiceError('unauthorised', 'mistral'), undefined, 'interactive');
    assert.deepEqual(reported, ['mistral']);
  });
});
