import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import type { Departure } from '../../../src/mistral/limits.ts';
import { FakeClock } from './support.ts';

/** How answers come, and how much is wanted. */
interface Demand {
  /** Milliseconds from a request to its answer, a refusal included. */
  readonly latency: number;
  readonly mostInFlight: number;
  /** A question of chat comes every so many milliseconds. */
  readonly chatEvery?: number;
  /** Milliseconds after an accepted request in which the service refuses another one. */
  readonly strictMs: number;
}

/** Ten minutes of someone who always has something to complete. */
function tenMinutes({ latency, mostInFlight, chatEvery = Infinity, strictMs }: Demand) {
  const clock = new FakeClock();
  const limits = new Limits(clock);
  const startedAt = clock.now();
  const tally = { sent: 0, refused: 0, longestChatWait: 0 };
  let acceptedAt = -Infinity;
  let inFlight = 0;
  const send = (departure: Departure) => {
    const isAccepted = clock.now() - acceptedAt >= strictMs;
    if (isAccepted) acceptedAt = clock.now();
    tally.sent += 1;
    tally.refused += isAccepted ? 0 : 1;
    inFlight += 1;
    clock.setTimeout(() => {
      inFlight -= 1;
      if (isAccepted) limits.succeeded('mistral', departure);
      else limits.failed(new ServiceError('rateLimited', 'mistral', { status: 429 }), departure);
    }, latency);
  };
  let chatAskedAt: number | undefined;
  let nextChatAt = startedAt + chatEvery;
  while (clock.now() < startedAt + 600_000) {
    clock.advance(10);
    if (clock.now() >= nextChatAt) {
      nextChatAt += chatEvery;
      chatAskedAt = clock.now();
    }
    if (limits.pause('mistral')) continue;
    // The worst order for chat: completions ask first.
    if (inFlight < mostInFlight && limits.waitFor('mistral') === 0) send(limits.take('mistral'));
    if (chatAskedAt === undefined || limits.waitFor('mistral', 'chat') > 0) continue;
    tally.longestChatWait = Math.max(tally.longestChatWait, clock.now() - chatAskedAt);
    chatAskedAt = undefined;
    send(limits.take('mistral', 'chat'));
  }
  return tally;
}

describe('mistral/limits under steady demand', () => {
  for (const [latency, mostInFlight] of [
    [0, 9],
    [60, 2],
    [300, 2],
    [300, 9],
    [1_500, 2],
    [1_500, 9],
  ] as const) {
    it(`is refused once by a strict service: ${latency} ms, ${mostInFlight} in flight`, () => {
      const { sent, refused } = tenMinutes({ latency, mostInFlight, strictMs: 1_000 });
      assert.equal(refused, 1);
      assert.ok(sent > 560, String(sent));
    });
  }

  it('gives chat the next place, without a refusal more', () => {
    const demand = { latency: 300, mostInFlight: 9, strictMs: 1_000, chatEvery: 7_003 };
    const { refused, longestChatWait } = tenMinutes(demand);
    assert.equal(refused, 1);
    assert.ok(longestChatWait <= 1_060, String(longestChatWait));
  });

  it('comes to five a second where nothing is refused', () => {
    const { sent, refused } = tenMinutes({ latency: 300, mostInFlight: 9, strictMs: 0 });
    assert.equal(refused, 0);
    assert.ok(sent > 2_700, String(sent));
  });
});
