import assert from 'node:assert/strict';
import type { ChatEvent } from '../../../src/mistral/chat.ts';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { RateLimiter } from '../../../src/mistral/limits/rateLimiter.ts';
import { RetryingChat } from '../../../src/mistral/retryingChat.ts';
import type { AvailableService } from '../../../src/mistral/serviceRouter.ts';
import { settle } from '../../support/settle.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { failureOf, availableService, chatRequest } from '../../support/mistralClient.ts';

const never = new AbortController().signal;

/** A chat whose requests fail with these errors in turn, or take some time to do so. */
function setUp(fail: () => Promise<ServiceError> | ServiceError = () => failure('server')) {
  const clock = new FakeClock();
  const limits = new RateLimiter(clock);
  const sentAt: number[] = [];
  const startedAt = clock.now();
  const service: AvailableService = availableService();
  const chat = new RetryingChat({
    ...{ clock, limits },
    services: {
      route: async () => ({ service }),
      switchAfterRejection: () => false,
      whileUnchanged: () => never,
    },
    client: {
      // oxlint-disable-next-line require-yield -- It fails before it says anything.
      streamChat: async function* (): AsyncGenerator<ChatEvent> {
        sentAt.push((clock.now() - startedAt) / 1_000);
        throw await fail();
      },
    },
  });
  /** Sends a question and advances the clock until it ends. */
  const ask = async (isUserAction: boolean): Promise<ServiceError> => {
    const asked = { feature: 'chat', isUserAction, prepare: () => chatRequest } as const;
    const failed = failureOf(chat.stream(asked, never).next());
    const state = { isOver: false };
    const finished = (): void => {
      state.isOver = true;
    };
    failed.then(finished, finished);
    for (let second = 0; second < 1_000; second += 1) {
      await settle();
      if (state.isOver) return failed;
      clock.advance(1_000);
    }
    throw new Error('does not end');
  };
  return { ask, clock, limits, sentAt };
}

function failure(kind: FailureKind, retryAfterMs?: number): ServiceError {
  return new ServiceError(kind, 'mistral', { retryAfterMs });
}

/** Starts an answer whose first request fails with this; `retryNow` is what the caller is given. */
function waitingChat(error: ServiceError, pauses = false) {
  const clock = new FakeClock();
  const limits = new RateLimiter(clock);
  const service: AvailableService = availableService();
  const failures = [error];
  const state: { at: number | undefined; retryNow: () => void } = {
    at: undefined,
    retryNow: () => undefined,
  };
  if (pauses) limits.onFailure(error);
  const sent: number[] = [];
  const chat = new RetryingChat({
    ...{ clock, limits },
    services: {
      route: async () => ({ service }),
      switchAfterRejection: () => false,
      whileUnchanged: () => never,
    },
    client: {
      streamChat: async function* (): AsyncGenerator<ChatEvent> {
        sent.push(clock.now());
        const next = pauses ? undefined : failures.shift();
        if (next) throw next;
        yield { text: 'answer' };
      },
    },
  });
  const controller = new AbortController();
  const first = chat
    .stream(
      {
        ...{ feature: 'chat', isUserAction: true, prepare: () => chatRequest },
        onRetry: (_, at, retryNow) => Object.assign(state, { at, retryNow }),
      },
      controller.signal,
    )
    .next();
  return { clock, controller, first, sent, state };
}

describe('RetryingChat', () => {
  for (const [when, pauses] of [
    ['after a failure', false],
    ['within a rate limit', true],
  ] as const) {
    it(`retries at once when the user asks for it ${when}`, async () => {
      const { clock, first, sent, state } = waitingChat(failure('rateLimited', 20_000), pauses);
      await settle();
      assert.equal(state.at, clock.now() + 20_000);
      const before = sent.length;
      state.retryNow();
      assert.deepEqual((await first).value, { text: 'answer' });
      assert.equal(sent.length, before + 1);
      assert.equal(sent.at(-1), clock.now());
      assert.equal(clock.timers.size, 0);
    });
  }

  it('ends an automatic retry when it is stopped', async () => {
    const { controller, first, sent } = waitingChat(failure('server', 20_000));
    await settle();
    controller.abort();
    assert.equal((await failureOf(first)).kind, 'aborted');
    assert.equal(sent.length, 1);
  });

  for (const kind of ['server', 'offline', 'timeout', 'rateLimited', 'capacity'] as const) {
    it(`respects the back-off in automatic retries after ${kind}`, async () => {
      const { ask, sentAt } = setUp(() => failure(kind, 1));
      await ask(true);
      const first = kind === 'capacity' ? 20 : 2;
      const waits = sentAt.slice(1).map((at, index) => at - sentAt[index]!);
      assert.ok(
        waits.every((wait, index) => wait >= first * 2 ** index),
        waits.join(),
      );
      assert.ok(sentAt.length <= 3, sentAt.join());
    });
  }

  it('does not retry a request that stalls before its headers', async () => {
    const made = setUp(async () => {
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, 60_000));
      return failure('timeout');
    });
    const before = made.clock.now();
    await made.ask(true);
    assert.equal(made.sentAt.length, 1);
    assert.ok(made.clock.now() - before <= 61_000);
  });

  it('does not reset failures by retrying', async () => {
    const { ask, limits } = setUp();
    await ask(true);
    await ask(false);
    assert.ok(limits.currentPause('mistral')?.isCircuitOpen);
  });

  for (const [kind, times] of [
    ['unauthorised', 1],
    ['payment', 1],
    ['server', 5],
    ['offline', 5],
  ] as const) {
    it(`sends nothing for another extension while ${kind} × ${times} pauses the service`, async () => {
      const { ask, limits, sentAt } = setUp();
      for (let count = 0; count < times; count += 1) limits.onFailure(failure(kind));
      assert.equal((await ask(false)).kind, kind);
      assert.deepEqual(sentAt, []);
      // Its request does not affect others.
      assert.equal(limits.currentPause('mistral')?.kind, kind);
    });
  }

  it('waits out a short pause for another extension', async () => {
    const { ask, limits, sentAt } = setUp(() => failure('badRequest'));
    limits.onFailure(failure('server'));
    await ask(false);
    assert.deepEqual(sentAt, [2]);
  });

  it('skips pauses for a user action, except rate limits', async () => {
    const tried = setUp(() => failure('badRequest'));
    for (let count = 0; count < 5; count += 1) tried.limits.onFailure(failure('server'));
    await tried.ask(true);
    assert.deepEqual(tried.sentAt, [0]);
    const busy = setUp(() => failure('badRequest'));
    busy.limits.onFailure(failure('rateLimited'));
    await busy.ask(true);
    assert.deepEqual(busy.sentAt, [2]);
  });
});

describe('RateLimiter: Retry-After', () => {
  const waitsFor = (kind: FailureKind, asked: number | undefined, failures = 1) => {
    const clock = new FakeClock();
    const limits = new RateLimiter(clock);
    for (let count = 0; count < failures; count += 1) {
      limits.acquire('mistral');
      limits.onFailure(failure(kind, asked));
    }
    return { clock, limits, wait: (limits.currentPause('mistral')?.until ?? 0) - clock.now() };
  };

  for (const kind of ['rateLimited', 'capacity', 'server', 'unauthorised', 'forbidden'] as const) {
    it(`never waits less than its own back-off after ${kind}`, () => {
      for (const failures of [1, 2, 3, 4, 5, 9]) {
        const own = waitsFor(kind, undefined, failures).wait;
        for (const asked of [0, 1, 1_000]) assert.equal(waitsFor(kind, asked, failures).wait, own);
      }
    });
  }

  for (const [kind, seconds] of [
    ['server', 120],
    ['offline', 120],
    ['badRequest', 120],
    ['unauthorised', 300],
    ['rateLimited', 3_600],
    ['capacity', 3_600],
  ] as const) {
    it(`waits at most ${seconds} s after ${kind}, whatever is asked for`, () => {
      for (const asked of [3_600_000, 1e12, Infinity]) {
        assert.equal(waitsFor(kind, asked).wait, seconds * 1_000);
      }
    });
  }

  for (const [kind, seconds] of [
    ['server', 30],
    ['rateLimited', 120],
  ] as const) {
    it(`lets a user try again ${seconds} s after ${kind}, and not before`, () => {
      const { clock, limits } = waitsFor(kind, 3_600_000);
      clock.advance(seconds * 1_000 - 1);
      limits.onUserAction('mistral');
      assert.ok(limits.currentPause('mistral'));
      clock.advance(1);
      limits.onUserAction('mistral');
      assert.equal(limits.currentPause('mistral'), undefined);
    });
  }
});
