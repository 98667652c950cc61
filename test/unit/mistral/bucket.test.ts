import assert from 'node:assert/strict';
import { TokenBucket } from '../../../src/mistral/bucket.ts';

const START = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

/** A bucket whose every request is answered at once, and the number of those that left. */
class Tap {
  readonly bucket = new TokenBucket(START);
  #departure = 0;

  /** Takes as many tokens as there are within some seconds; returns how many that were. */
  drain(from: number, seconds: number): number {
    const before = this.#departure;
    for (let now = from; now < from + seconds * 1000; now += this.bucket.waitFor(now)) {
      if (this.bucket.waitFor(now) > 0) continue;
      this.take(now);
      this.bucket.accepted(this.#departure);
    }
    return this.#departure - before;
  }

  take(now: number): number {
    this.#departure += 1;
    this.bucket.take(now, this.#departure);
    return this.#departure;
  }
}

describe('mistral/bucket', () => {
  it('lets three leave at once, then about one a second', () => {
    const tap = new Tap();
    assert.equal(tap.drain(START, 0.9), 3);
    const wait = tap.bucket.waitFor(START);
    assert.ok(wait > 900 && wait <= 1_000, String(wait));
  });

  it('grows slowly to five a second', () => {
    const tap = new Tap();
    const first = tap.drain(START, 10);
    assert.ok(first >= 12 && first <= 16, String(first));
    tap.drain(START + 10_000, 300);
    const later = tap.drain(START + 320_000, 10);
    assert.ok(later >= 48 && later <= 54, String(later));
  });

  it('keeps to one a second without a burst for an hour after a refusal, however many succeed', () => {
    const tap = new Tap();
    tap.drain(START, 300);
    const refusedAt = START + 301_000;
    tap.bucket.refused(refusedAt);
    assert.equal(tap.bucket.waitFor(refusedAt), 1_050);
    assert.equal(tap.drain(refusedAt + 60_000, 0.5), 1);
    const inAnHour = tap.drain(refusedAt + 60_500, 3_500);
    assert.ok(inAnHour <= 3_500 / 1.05 + 1, String(inAnHour));
    assert.equal(tap.drain(refusedAt + HOUR + 60_000, 0.1), 3);
    const after = tap.drain(refusedAt + HOUR + 60_100, 10);
    assert.ok(after <= 12, String(after));
  });

  it('sends one request ahead where nobody knows yet, and waits for what becomes of it', () => {
    const tap = new Tap();
    tap.take(START);
    assert.equal(tap.bucket.waitFor(START + 100), 0);
    const trial = tap.take(START + 100);
    assert.equal(tap.bucket.waitFor(START + 200), 950);
    tap.bucket.accepted(trial - 1);
    assert.equal(tap.bucket.waitFor(START + 200), 950);
    tap.bucket.accepted(trial);
    assert.equal(tap.bucket.waitFor(START + 200), 0);
    tap.take(START + 200);
    assert.ok(tap.bucket.waitFor(START + 200) <= 1_000, 'no other trial');
    tap.bucket.refused(START + 300);
    tap.take(START + HOUR + 5_000);
    tap.take(START + HOUR + 5_000);
    assert.equal(tap.bucket.waitFor(START + HOUR + 5_000), 1_050);
  });

  it('tries again when nothing was heard of a trial', () => {
    const given = new Tap();
    given.take(START);
    given.bucket.ended(given.take(START + 100));
    assert.equal(given.bucket.waitFor(START + 200), 0);
    const silent = new Tap();
    silent.take(START);
    silent.take(START + 100);
    silent.take(START + 4_500);
    assert.equal(silent.bucket.waitFor(START + 5_000), 550);
    assert.equal(silent.bucket.waitFor(START + 5_200), 0);
  });

  it('lets nobody starve the others by taking without asking', () => {
    const tap = new Tap();
    for (let time = 0; time < 100; time += 1) tap.take(START);
    assert.ok(tap.bucket.waitFor(START) <= 2_000);
  });
});
