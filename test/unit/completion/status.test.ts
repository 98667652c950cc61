import assert from 'node:assert/strict';
import type { StatusFacts } from '../../../src/completion/status.ts';
import { statusOf } from '../../../src/completion/status.ts';

const quiet: StatusFacts = {
  pause: undefined,
  closed: undefined,
  off: undefined,
  isAsking: false,
  moved: undefined,
};
const pause = { kind: 'unauthorised', service: 'mistral', detail: undefined, until: 1 } as const;
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
});
