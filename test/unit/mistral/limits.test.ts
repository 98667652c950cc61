import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import type { FailureFacts, FailureKind } from '../../../src/mistral/errors.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import { FakeClock } from './support.ts';

function failing(kind: FailureKind, facts?: FailureFacts, times = 1) {
  const clock = new FakeClock();
  const limits = new Limits(clock);
  for (let time = 0; time < times; time += 1) {
    limits.failed(new ServiceError(kind, 'mistral', facts));
  }
  const pause = limits.pause('mistral');
  return { clock, limits, seconds: pause ? (pause.until - clock.now()) / 1000 : 0 };
}

describe('mistral/limits', () => {
  for (const [kind, facts, times, seconds] of [
    ['rateLimited', { retryAfterMs: 7_000 }, 1, 7],
    ['rateLimited', {}, 1, 2],
    ['rateLimited', {}, 3, 8],
    ['rateLimited', {}, 50, 120],
    ['capacity', {}, 1, 20],
    ['offline', {}, 2, 4],
    ['server', {}, 1, 2],
    ['unauthorised', { status: 401 }, 1, 300],
    ['payment', { status: 402 }, 1, 300],
    ['modelNotFim', {}, 1, 300],
    ['aborted', {}, 5, 0],
  ] as const) {
    it(`${times} × ${kind} ${JSON.stringify(facts)}: ${seconds} s`, () => {
      assert.equal(failing(kind, facts, times).seconds, seconds);
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
    healed.limits.succeeded('mistral');
    assert.equal(healed.limits.pause('mistral'), undefined);
    const changed = failing('unauthorised');
    changed.limits.changed();
    assert.equal(changed.limits.pause('mistral'), undefined);
  });

  it('begins anew after a success', () => {
    const { limits, clock } = failing('offline', {}, 6);
    limits.succeeded('mistral');
    limits.failed(new ServiceError('offline', 'mistral'));
    assert.equal((limits.pause('mistral')?.until ?? 0) - clock.now(), 2_000);
  });
});
