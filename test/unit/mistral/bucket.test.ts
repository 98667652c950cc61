import assert from 'node:assert/strict';
import { TokenBucket } from '../../../src/mistral/bucket.ts';

const START = Date.UTC(2026, 10, 21);

/** Takes as many tokens as there are within some seconds; resolves to how many that were. */
function drain(bucket: TokenBucket, from: number, seconds: number): number {
  let now = from;
  let taken = 0;
  while (now < from + seconds * 1000) {
    const wait = bucket.waitFor(now);
    now += wait;
    if (wait > 0) continue;
    bucket.take(now);
    taken += 1;
  }
  return taken;
}

describe('mistral/bucket', () => {
  it('lets three leave at once, then about one a second', () => {
    const bucket = new TokenBucket(START);
    assert.equal(drain(bucket, START, 0.9), 3);
    const wait = bucket.waitFor(START);
    assert.ok(wait > 900 && wait <= 1_000, String(wait));
  });

  it('grows slowly to five a second', () => {
    const bucket = new TokenBucket(START);
    const first = drain(bucket, START, 10);
    assert.ok(first >= 12 && first <= 16, String(first));
    drain(bucket, START + 10_000, 300);
    const later = drain(bucket, START + 320_000, 10);
    assert.ok(later >= 48 && later <= 54, String(later));
  });

  it('falls back to one a second without a burst for an hour after a refusal', () => {
    const bucket = new TokenBucket(START);
    drain(bucket, START, 300);
    const refusedAt = START + 301_000;
    bucket.refused(refusedAt);
    assert.equal(bucket.waitFor(refusedAt), 1_000);
    assert.equal(drain(bucket, refusedAt + 60_000, 0.5), 1);
    assert.equal(drain(bucket, refusedAt + 61 * 60_000, 0.1), 3);
  });

  it('survives a clock that is set back', () => {
    const bucket = new TokenBucket(START);
    bucket.take(START);
    assert.equal(bucket.waitFor(START - 3_600_000), 0);
  });
});
