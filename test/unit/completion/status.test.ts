import assert from 'node:assert/strict';
import type { StatusFacts } from '../../../src/completion/status.ts';
import { statusOf } from '../../../src/completion/status.ts';

const quiet: StatusFacts = {
  pause: undefined,
  closed: undefined,
  off: undefined,
  isAsking: false,
  moved: undefined,
  latencyMs: 0,
  waitMs: 0,
};
const pause = {
  kind: 'unauthorised',
  service: 'mistral',
  detail: undefined,
  until: 1,
  isCircuitOpen: false,
} as const;
const closed = { closed: 'noKey', service: 'mistral' } as const;

describe('completion/status', () => {
  for (const [name, facts, kind] of [
    ['nothing is the matter', {}, 'ready'],
    ['a request is under way', { isAsking: true }, 'thinking'],
    ['a pause, while a request of before is under way', { pause, isAsking: true }, 'paused'],
    ['no key', { closed, isAsking: true }, 'closed'],
    ['switched off, which is no matter for alarm', { off: 'off', pause, closed }, 'off'],
  ] as const) {
    it(`${name}: ${kind}`, () => {
      assert.equal(statusOf({ ...quiet, ...facts }).kind, kind);
    });
  }

  it('says how slow a service is that nobody can type by', () => {
    const slow = { kind: 'ready', moved: undefined, slowMs: 2_300, spacedMs: undefined };
    assert.deepEqual(statusOf({ ...quiet, latencyMs: 2_300 }), slow);
    assert.deepEqual(statusOf({ ...quiet, latencyMs: 900 }), { ...slow, slowMs: undefined });
  });

  it('says that few requests are left, where the next one has to wait for long', () => {
    const spaced = { kind: 'ready', moved: undefined, slowMs: undefined, spacedMs: 20_000 };
    assert.deepEqual(statusOf({ ...quiet, waitMs: 20_000 }), spaced);
    assert.deepEqual(statusOf({ ...quiet, waitMs: 1_000 }), { ...spaced, spacedMs: undefined });
  });
});
