import assert from 'node:assert/strict';
import fc from 'fast-check';
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

  it('learns nothing from a request that may have arrived a second after the last', () => {
    const tap = new Tap();
    tap.take(START);
    tap.bucket.onAccepted(tap.take(START + 1_010));
    tap.take(START + 1_100);
    assert.equal(tap.bucket.delayFor(START + 1_200), 950, 'the next one is the trial');
  });

  it('keeps a longer distance after each further rejection, for an hour', () => {
    const tap = new Tap();
    const { bucket } = tap;
    const distances = Array.from({ length: 9 }, (_, at) => {
      const now = START + at * 10_000;
      tap.take(now);
      bucket.onRejected(now);
      bucket.onRejected(now + 1); // was under way at the same time
      return bucket.delayFor(now + 1);
    });
    assert.deepEqual(distances.slice(0, 3), [1_050, 1_200, 1_350]);
    assert.equal(distances.at(-1), 2_000);
    bucket.onRejected(START + HOUR + 90_000);
    assert.equal(bucket.delayFor(START + HOUR + 90_000), 1_050);
  });

  it('is rejected once by a service that counts arrivals, and once more per 150 ms of varying latency', () => {
    const gaps = fc.array(fc.nat(3_000), { minLength: 50, maxLength: 300 });
    const cases = fc.constantFrom([40, 1], [150, 2], [300, 3]);
    fc.assert(
      fc.property(
        cases,
        gaps,
        fc.infiniteStream(fc.nat()),
        ([jitter = 0, most = 0], pauses, random) => {
          const tap = new Tap();
          const accepted: number[] = [];
          let now = START;
          let rejections = 0;
          for (const pause of pauses) {
            now += pause;
            now += tap.bucket.delayFor(now);
            const ticket = tap.take(now);
            const arrival = now + 20 + ((random.next().value ?? 0) % (jitter + 1));
            if (accepted.some((at) => Math.abs(arrival - at) < 1_000)) {
              rejections += 1;
              now = arrival;
              tap.bucket.onRejected(now);
            } else {
              accepted.push(arrival);
              tap.bucket.onAccepted(ticket);
            }
          }
          assert.ok(rejections <= most, `${rejections} rejections with ${jitter} ms`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not starve others when permits are taken without waiting', () => {
    const tap = new Tap();
    for (let time = 0; time < 100; time += 1) tap.take(START);
    assert.ok(tap.bucket.delayFor(START) <= 2_000);
  });
});
