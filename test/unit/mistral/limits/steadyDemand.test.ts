import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import type { RequestTicket } from '../../../../src/mistral/limits/rateLimiter.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** The speed of responses and the demand. */
interface Demand {
  /** Milliseconds from a request to its response, rejections included. */
  readonly latency: number;
  readonly mostInFlight: number;
  /** The interval of chat questions, in milliseconds. */
  readonly chatEvery?: number;
  /** The service rejects requests within this time after an accepted one, in milliseconds. */
  readonly strictMs: number;
}

/** Simulates ten minutes in which the user always wants a completion. */
function tenMinutes({ latency, mostInFlight, chatEvery = Infinity, strictMs }: Demand) {
  const clock = new FakeClock();
  const limits = new RateLimiter(clock);
  const startedAt = clock.now();
  const tally = { sent: 0, refused: 0, longestChatWait: 0 };
  let acceptedAt = -Infinity;
  let inFlight = 0;
  const send = (ticket: RequestTicket) => {
    const isAccepted = clock.now() - acceptedAt >= strictMs;
    if (isAccepted) acceptedAt = clock.now();
    tally.sent += 1;
    tally.refused += isAccepted ? 0 : 1;
    inFlight += 1;
    clock.setTimeout(() => {
      inFlight -= 1;
      if (isAccepted) limits.onSuccess('mistral', ticket);
      else limits.onFailure(new ServiceError('rateLimited', 'mistral', { status: 429 }), ticket);
    }, latency);
  };
  let chatWaitingSince: number | undefined;
  let nextChatAt = startedAt + chatEvery;
  while (clock.now() < startedAt + 600_000) {
    clock.advance(10);
    if (clock.now() >= nextChatAt) {
      nextChatAt += chatEvery;
      chatWaitingSince = clock.now();
    }
    if (limits.currentPause('mistral')) continue;
    // The worst order for chat: completions request a permit first.
    if (inFlight < mostInFlight && limits.delayFor('mistral') === 0)
      send(limits.acquire('mistral'));
    if (chatWaitingSince === undefined) continue;
    limits.onInteractiveWaiting('mistral');
    if (limits.delayFor('mistral', 'interactive') > 0) continue;
    tally.longestChatWait = Math.max(tally.longestChatWait, clock.now() - chatWaitingSince);
    chatWaitingSince = undefined;
    send(limits.acquire('mistral', 'interactive'));
  }
  return tally;
}

describe('RateLimiter: steady demand', () => {
  for (const [latency, mostInFlight] of [
    [0, 9],
    [60, 2],
    [300, 2],
    [300, 9],
    [1_500, 2],
    [1_500, 9],
  ] as const) {
    it(`is rejected once by a strict service: ${latency} ms, ${mostInFlight} in flight`, () => {
      const { sent, refused } = tenMinutes({ latency, mostInFlight, strictMs: 1_000 });
      assert.equal(refused, 1);
      assert.ok(sent > 560, String(sent));
    });
  }

  it('gives chat the next permit without another rejection', () => {
    const demand = { latency: 300, mostInFlight: 9, strictMs: 1_000, chatEvery: 7_003 };
    const { refused, longestChatWait } = tenMinutes(demand);
    assert.equal(refused, 1);
    assert.ok(longestChatWait <= 1_060, String(longestChatWait));
  });

  it('reaches five requests per second without rejections', () => {
    const { sent, refused } = tenMinutes({ latency: 300, mostInFlight: 9, strictMs: 0 });
    assert.equal(refused, 0);
    assert.ok(sent > 2_700, String(sent));
  });
});
