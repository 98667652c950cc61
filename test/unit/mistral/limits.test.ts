import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import type { FailureFacts, FailureKind } from '../../../src/mistral/errors.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import { FakeClock } from './support.ts';

const HOUR = 3_600_000;

function setUp() {
  const clock = new FakeClock();
  const limits = new Limits(clock);
  return {
    clock,
    limits,
    fail: (kind: FailureKind, facts?: FailureFacts, departure?: number) => {
      limits.failed(new ServiceError(kind, 'mistral', facts), departure);
    },
    /** How long the service still rests, in seconds. */
    rest: () => ((limits.pause('mistral')?.until ?? clock.now()) - clock.now()) / 1000,
    isOpen: () => limits.pause('mistral')?.isCircuitOpen,
  };
}

function failing(kind: FailureKind, facts?: FailureFacts, times = 1) {
  const parts = setUp();
  for (let time = 0; time < times; time += 1) parts.fail(kind, facts);
  return parts;
}

describe('mistral/limits', () => {
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
    it(`${times} × ${kind} ${JSON.stringify(facts)}: ${seconds} s`, () => {
      const parts = failing(kind, facts, times);
      assert.deepEqual([parts.rest(), parts.isOpen()], [seconds, isOpen]);
    });
  }

  it('leaves the other service alone', () => {
    assert.equal(failing('unauthorised').limits.pause('codestral'), undefined);
  });

  it('ends with time, with a success, or with a change', () => {
    const timed = failing('offline');
    timed.clock.advance(2_000);
    assert.equal(timed.limits.pause('mistral'), undefined);
    const healed = failing('unauthorised');
    healed.limits.take('mistral');
    healed.limits.succeeded('mistral');
    assert.equal(healed.limits.pause('mistral'), undefined);
    const changed = failing('unauthorised', {}, 5);
    changed.limits.changed();
    assert.equal(changed.limits.pause('mistral'), undefined);
    changed.fail('offline');
    assert.equal(changed.rest(), 2);
  });

  it('begins anew after a success', () => {
    const { limits, fail, rest } = failing('offline', {}, 6);
    limits.succeeded('mistral');
    fail('offline');
    assert.equal(rest(), 2);
  });

  it('looks at a stalled service every 30 s until it answers', () => {
    const { clock, limits, fail, rest, isOpen } = failing('timeout', {}, 5);
    for (let look = 0; look < 3; look += 1) {
      clock.advance(30_000);
      assert.equal(limits.pause('mistral'), undefined);
      fail('timeout', {}, limits.take('mistral'));
      assert.deepEqual([rest(), isOpen()], [30, true]);
    }
    clock.advance(30_000);
    limits.succeeded('mistral', limits.take('mistral'));
    fail('timeout', {}, limits.take('mistral'));
    assert.deepEqual([rest(), isOpen()], [2, false]);
  });

  it('follows an episode of 429s, with and without Retry-After', () => {
    const { clock, limits, fail, rest } = setUp();
    const seen = [undefined, undefined, 7_000, undefined].map((retryAfterMs) => {
      fail('rateLimited', { retryAfterMs }, limits.take('mistral'));
      const seconds = rest();
      clock.advance(seconds * 1000);
      return seconds;
    });
    assert.deepEqual(seen, [2, 4, 7, 16]);
    assert.equal(limits.waitFor('mistral'), 0);
    limits.succeeded('mistral', limits.take('mistral'));
    assert.equal(limits.waitFor('mistral'), 1_050);
  });

  it('counts what left together and fails together once', () => {
    const { limits, fail, rest } = setUp();
    const [first, second] = [limits.take('mistral'), limits.take('mistral')];
    fail('server', {}, second);
    fail('server', {}, first);
    assert.equal(rest(), 2);
  });

  it('keeps a refusal when an older request succeeds or times out late', () => {
    const { limits, fail, rest } = setUp();
    const [old, refused] = [limits.take('mistral'), limits.take('mistral')];
    fail('unauthorised', { status: 401 }, refused);
    limits.succeeded('mistral', old);
    assert.equal(rest(), 300);
    limits.succeeded('mistral');
    assert.equal(rest(), 300);
    fail('timeout', {}, old);
    assert.deepEqual([rest(), limits.pause('mistral')?.kind], [300, 'unauthorised']);
    limits.succeeded('mistral', limits.take('mistral'));
    assert.equal(rest(), 0);
  });

  it('takes a late success for what it is worth: the network works again', () => {
    const { limits, fail, rest } = setUp();
    const [old, broken] = [limits.take('mistral'), limits.take('mistral')];
    fail('offline', {}, broken);
    limits.succeeded('mistral', old);
    assert.equal(rest(), 0);
  });

  it('keeps what Retry-After asks for, whatever succeeds late', () => {
    const { limits, fail, rest } = setUp();
    const [old, busy] = [limits.take('mistral'), limits.take('mistral')];
    fail('server', { retryAfterMs: 9_000 }, busy);
    limits.succeeded('mistral', old);
    assert.equal(rest(), 9);
  });

  it('learns from the first of an answer, and from its failure, that a trial is over', () => {
    for (const isAccepted of [true, false]) {
      const { limits, fail } = setUp();
      limits.take('mistral');
      const trial = limits.take('mistral');
      assert.equal(limits.waitFor('mistral'), 1_050);
      if (isAccepted) limits.accepted('mistral', trial);
      else fail('aborted', {}, trial);
      assert.equal(limits.waitFor('mistral'), 0);
    }
  });

  it('hears nothing from requests of before a change', () => {
    const { limits, fail, rest } = setUp();
    const old = limits.take('mistral');
    limits.changed();
    fail('unauthorised', { status: 401 }, old);
    assert.equal(rest(), 0);
  });

  for (const [kind, facts, times, isLifted] of [
    ['offline', {}, 1, true],
    ['timeout', {}, 9, true],
    ['badRequest', {}, 5, true],
    ['modelUnknown', {}, 1, false],
    ['unauthorised', {}, 9, false],
    ['payment', {}, 1, false],
    ['forbidden', {}, 1, false],
    ['rateLimited', {}, 1, false],
    ['rateLimited', { retryAfterMs: 9_000 }, 1, false],
    ['server', { retryAfterMs: 9_000 }, 9, false],
  ] as const) {
    const name = `${times} × ${kind} ${JSON.stringify(facts)}`;
    it(`${name}: ${isLifted ? 'tried at once' : 'stays'} when the user asks in person`, () => {
      const { limits, fail, rest } = failing(kind, facts, times);
      limits.invoked('mistral');
      assert.equal(rest() === 0, isLifted);
      if (!isLifted) return;
      fail('offline');
      assert.equal(rest(), 2);
    });
  }

  it('keeps its caution through a change of settings, not of key or URL', () => {
    const { clock, limits } = failing('rateLimited');
    clock.advance(10_000);
    limits.changed();
    limits.take('mistral');
    assert.equal(limits.waitFor('mistral'), 1_050);
    limits.changed(['codestral']);
    assert.equal(limits.waitFor('mistral'), 1_050);
    limits.observe('mistral', { tokensMinute: { left: 0 } });
    limits.changed(['mistral']);
    assert.equal(limits.waitFor('mistral'), 0);
    assert.deepEqual(limits.left('mistral'), {});
  });
});

describe('mistral/limits lets chat go first', () => {
  it('keeps completions waiting while chat waits, and no longer', () => {
    const { clock, limits } = failing('rateLimited');
    clock.advance(500);
    assert.equal(limits.waitFor('mistral'), 550);
    assert.equal(limits.waitFor('mistral', 'chat'), 550);
    clock.advance(550);
    assert.equal(limits.waitFor('mistral'), 1_050);
    assert.equal(limits.waitFor('mistral', 'chat'), 0);
    limits.take('mistral', 'chat');
    clock.advance(1_050);
    assert.equal(limits.waitFor('mistral'), 0);
  });

  it('forgets a chat that has thought better of it', () => {
    const { clock, limits } = failing('rateLimited');
    limits.waitFor('mistral', 'chat');
    clock.advance(1_999);
    assert.ok(limits.waitFor('mistral') > 0);
    clock.advance(1);
    assert.equal(limits.waitFor('mistral'), 0);
  });

  it('makes nobody wait where there is room for both', () => {
    const { limits } = setUp();
    limits.waitFor('mistral', 'chat');
    assert.equal(limits.waitFor('mistral'), 0);
  });

  it('does not hold chat back for tokens that run low', () => {
    const { limits } = setUp();
    limits.take('mistral');
    limits.observe('mistral', { tokensMinute: { limit: 50_000, left: 0 } });
    assert.ok(limits.waitFor('mistral') > 10_000);
    assert.equal(limits.waitFor('mistral', 'chat'), 0);
  });

  it('lets a completion leave a minute after the last one, however much chat has used', () => {
    const { clock, limits } = setUp();
    limits.take('mistral');
    limits.observe('mistral', { tokensFiveMinutes: { left: 0 } });
    clock.advance(30_000);
    limits.take('mistral', 'chat');
    assert.equal(limits.waitFor('mistral'), 30_000);
  });
});

describe('mistral/limits with a clock that jumps', () => {
  for (const jump of [-10 * HOUR, -1_000, 10 * HOUR]) {
    it(`${jump / 1000} s: no pause gets longer`, () => {
      for (const facts of [{}, { retryAfterMs: HOUR }]) {
        const { clock, limits, rest } = failing('unauthorised', facts);
        const length = rest();
        clock.advance(100_000);
        assert.equal(rest(), length - 100);
        clock.advance(jump);
        assert.ok(rest() <= length - 100, String(rest()));
        clock.advance((length - 100) * 1000);
        assert.equal(limits.pause('mistral'), undefined);
      }
    });

    it(`${jump / 1000} s: nobody starves`, () => {
      const { clock, limits } = failing('rateLimited');
      limits.observe('mistral', { requestsMinute: { limit: 60, left: 0 } });
      limits.take('mistral');
      limits.waitFor('mistral', 'chat');
      clock.advance(jump);
      assert.ok(limits.waitFor('mistral') <= 60_000, String(limits.waitFor('mistral')));
      clock.advance(60_000);
      assert.equal(limits.waitFor('mistral'), 0);
    });
  }

  it('goes on when the clock is corrected again and again', () => {
    const { clock, limits } = failing('rateLimited');
    let sent = 0;
    for (let second = 0; second < 600; second += 1) {
      clock.advance(second % 2 === 0 ? 2_000 : -1_000);
      if (limits.waitFor('mistral') > 0) continue;
      limits.take('mistral');
      sent += 1;
    }
    assert.ok(sent >= 290, String(sent));
  });
});
