import assert from 'node:assert/strict';
import { StreamRate } from '../../../../src/completion/timing/streamRate.ts';

describe('StreamRate', () => {
  it('waits longer for lines of a slow service, within bounds', () => {
    const rate = new StreamRate();
    const before = rate.moreLinesMs;
    for (let answer = 0; answer < 20; answer += 1) rate.learn(100, 350);
    assert.ok(rate.moreLinesMs > before);
    for (let answer = 0; answer < 20; answer += 1) rate.learn(100, 5_000);
    assert.equal(rate.moreLinesMs, 250);
  });

  it('learns nothing from short answers or after a change of the system clock', () => {
    const rate = new StreamRate();
    const before = rate.moreLinesMs;
    rate.learn(3, 900);
    rate.learn(100, -50);
    rate.learn(100, 1e9);
    assert.equal(rate.moreLinesMs, before);
  });
});
