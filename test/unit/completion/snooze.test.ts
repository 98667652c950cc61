import assert from 'node:assert/strict';
import { Snooze } from '../../../src/completion/snooze.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('Snooze', () => {
  let clock: FakeClock;
  let changes: number;
  let snooze: Snooze;

  beforeEach(() => {
    clock = new FakeClock();
    changes = 0;
    snooze = new Snooze(clock, () => {
      changes += 1;
    });
  });

  function type(keys: number, apartMs = 300): void {
    for (let key = 0; key < keys; key += 1) {
      snooze.onTyped();
      clock.advance(apartMs);
    }
  }

  it('lasts for the time that was chosen', () => {
    snooze.start(60_000);
    assert.deepEqual(snooze.state, { until: clock.now() + 60_000 });
    clock.advance(59_999);
    assert.ok(snooze.state);
    clock.advance(1);
    assert.equal(snooze.state, undefined);
    assert.equal(changes, 2);
  });

  it('ends when suggestions resume and with an automatic request', () => {
    snooze.start(60_000);
    snooze.end();
    assert.equal(snooze.state, undefined);
    snooze.start(60_000);
    snooze.onRequested();
    assert.equal(snooze.state, undefined);
    assert.equal(changes, 4);
  });

  it('is noticed by keys for which nothing is requested', () => {
    type(5);
    assert.equal(snooze.state, undefined);
    type(1);
    assert.deepEqual(snooze.state, { until: undefined });
    type(3);
    assert.equal(changes, 1);
    snooze.onRequested();
    assert.equal(snooze.state, undefined);
    assert.equal(changes, 2);
  });

  it('is not assumed for fast keys whose request is late, nor while requests come', () => {
    type(9, 50);
    assert.equal(snooze.state, undefined);
    snooze.onRequested();
    for (let time = 0; time < 5; time += 1) {
      type(4);
      snooze.onRequested();
    }
    assert.equal(snooze.state, undefined);
    assert.equal(changes, 0);
  });
});
