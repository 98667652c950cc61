import assert from 'node:assert/strict';
import type { StatusFacts } from '../../../src/completion/completionStatus.ts';
import { statusOf } from '../../../src/completion/completionStatus.ts';

const quiet: StatusFacts = {
  pause: undefined,
  unavailable: undefined,
  off: undefined,
  isEditorOff: false,
  snooze: undefined,
  isRequesting: false,
  fallback: undefined,
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
const limited = { ...pause, kind: 'rateLimited' } as const;
const snooze = { until: 5 };
const unavailable = { unavailable: 'noKey', service: 'mistral' } as const;

describe('statusOf', () => {
  for (const [name, facts, kind] of [
    ['nothing is the matter', {}, 'ready'],
    ['a request is under way', { isRequesting: true }, 'requesting'],
    ['a pause, while a request of before is under way', { pause, isRequesting: true }, 'paused'],
    ['no key', { unavailable, isRequesting: true }, 'unavailable'],
    [
      'snoozed suggestions, while a request is under way',
      { snooze, isRequesting: true },
      'snoozed',
    ],
    ['a rejected key, while suggestions are snoozed', { snooze, pause }, 'paused'],
    ['snoozed suggestions during a rate limit', { snooze, pause: limited }, 'snoozed'],
    ['suggestions that VS Code’s settings turn off', { isEditorOff: true, snooze }, 'editorOff'],
    ['switched off, which is no matter for alarm', { off: 'off', pause, unavailable }, 'off'],
  ] as const) {
    it(`returns ${kind} for ${name}`, () => {
      assert.equal(statusOf({ ...quiet, ...facts }).kind, kind);
    });
  }

  it('reports the delay of a service that is too slow for typing', () => {
    const slow = { kind: 'ready', fallback: undefined, slowMs: 2_300, waitMs: undefined };
    assert.deepEqual(statusOf({ ...quiet, latencyMs: 2_300 }), slow);
    assert.deepEqual(statusOf({ ...quiet, latencyMs: 900 }), { ...slow, slowMs: undefined });
  });

  it('reports a low quota if the next request has to wait long', () => {
    const spaced = { kind: 'ready', fallback: undefined, slowMs: undefined, waitMs: 20_000 };
    assert.deepEqual(statusOf({ ...quiet, waitMs: 20_000 }), spaced);
    assert.deepEqual(statusOf({ ...quiet, waitMs: 1_000 }), { ...spaced, waitMs: undefined });
  });
});
