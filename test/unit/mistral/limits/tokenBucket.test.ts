import assert from 'node:assert/strict';
import { TokenBucket } from '../../../../src/mistral/limits/tokenBucket.ts';

const START = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

/** A bucket whose requests are answered at once, and the number of requests sent. */
class Tap {
  readonly bucket = new TokenBucket(START);
  #ticket = 0;

  /** Takes all available tokens for some seconds. Returns their number. */
  drain(from: number, seconds: number): number {
    const before = this.#ticket;
    for (let now = from; now < from + seconds * 1000; now += this.bucket.delayFor(now)) {
      if (this.bucket.delayFor(now) > 0) continue;
      this.take(now);
      this.bucket.onAccepted(this.#ticket);
    }
    return this.#ticket - before;
  }

  take(now: number): number {
    this.#ticket += 1;
    this.bucket.acquire(now, this.#ticket);
    return this.#ticket;
  }
}

describe('TokenBucket', () => {
  it('allows a burst of three, then about one per second', () => {
    const tap = new Tap();
    assert.equal(tap.drain(START, 0.9), 3);
    const wait = tap.bucket.delayFor(START);
    assert.ok(wait > 900 && wait <= 1_000, String(wait));
  });

  it('rises slowly to five per second', () => {
    const tap = new Tap();
    const first = tap.drain(START, 10);
    assert.ok(first >= 12 && first <= 16, String(first));
    tap.drain(START + 10_000, 300);
    const later = tap.drain(START + 320_000, 10);
    assert.ok(later >= 48 && later <= 54, String(later));
  });

  it('allows one per second without bursts for an hour after a rejection', () => {
    const tap = new Tap();
    tap.drain(START, 300);
    const refusedAt = START + 301_000;
    tap.bucket.onRejected(refusedAt);
    assert.equal(tap.bucket.delayFor(refusedAt), 1_050);
    assert.equal(tap.drain(refusedAt + 60_000, 0.5), 1);
    const inAnHour = tap.drain(refusedAt + 60_500, 3_500);
    assert.ok(inAnHour <= 3_500 / 1.05 + 1, String(inAnHour));
    assert.equal(tap.drain(refusedAt + HOUR + 60_000, 0.1), 3);
    const after = tap.drain(refusedAt + HOUR + 60_100, 10);
    assert.ok(after <= 12, String(after));
  });

  it('sends one trial request and waits for its result', () => {
    const tap = new Tap();
    tap.take(START);
    assert.equal(tap.bucket.delayFor(START + 100), 0);
    const trial = tap.take(START + 100);
    assert.equal(tap.bucket.delayFor(START + 200), 950);
    tap.bucket.onAccepted(trial - 1);
    assert.equal(tap.bucket.delayFor(START + 200), 950);
    tap.bucket.onAccepted(trial);
    assert.equal(tap.bucket.delayFor(START + 200), 0);
    tap.take(START + 200);
    assert.ok(tap.bucket.delayFor(START + 200) <= 1_000, 'no other trial');
    tap.bucket.onRejected(START + 300);
    tap.take(START + HOUR + 5_000);
    tap.take(START + HOUR + 5_000);
    assert.equal(tap.bucket.delayFor(START + HOUR + 5_000), 1_050);
  });

  it('repeats a trial without a result', () => {
    const given = new Tap();
    given.take(START);
    given.bucket.onEnded(given.take(START + 100));
    assert.equal(given.bucket.delayFor(START + 200), 0);
    const silent = new Tap();
    silent.take(START);
    silent.take(START + 100);
    silent.take(START + 4_500);
    assert.equal(silent.bucket.delayFor(START + 5_000), 550);
    assert.equal(silent.bucket.delayFor(START + 5_200), 0);
  });

  it('does not starve others when permits are taken without waiting', () => {
    const tap = new Tap();
    for (let time = 0; time < 100; time += 1) tap.take(START);
    assert.ok(tap.bucket.delayFor(START) <= 2_000);
  });
});
