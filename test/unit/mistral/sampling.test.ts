import assert from 'node:assert/strict';
import { acceptedSampling } from '../../../src/mistral/sampling.ts';
import type { Sampling } from '../../../src/mistral/sampling.ts';
import { samplingRefusal } from '../../server/samplingRules.ts';

const CASES: readonly (readonly [Sampling, boolean, Sampling])[] = [
  [{}, false, {}],
  [{}, true, {}],
  [{ temperature: 0 }, false, { temperature: 0, topP: 1 }],
  [{ temperature: 0 }, true, { temperature: 0, topP: 1 }],
  [{ temperature: 0, topP: 0.9 }, false, { temperature: 0, topP: 1 }],
  [{ temperature: 0, topP: 0.9 }, true, { temperature: 0, topP: 1 }],
  [{ temperature: 0, topP: 1 }, false, { temperature: 0, topP: 1 }],
  [{ temperature: 1e-7, topP: 0.5 }, false, { temperature: 1e-7, topP: 1 }],
  [{ temperature: 0.01, topP: 0.9 }, true, { temperature: 0.01, topP: 0.9 }],
  [{ topP: 0.9 }, true, { topP: 0.9 }],
];

describe('sampling', () => {
  for (const [asked, isReasoning, sent] of CASES) {
    const how = isReasoning ? ' with reasoning' : '';
    it(`sends ${JSON.stringify(sent)} for ${JSON.stringify(asked)}${how}`, () => {
      assert.deepEqual(acceptedSampling(asked), sent);
      const effort = isReasoning ? 'high' : null;
      const { temperature = null, topP = null } = sent;
      const body = { temperature, top_p: topP, reasoning_effort: effort };
      assert.equal(samplingRefusal(body, { requestId: '' }), undefined);
    });
  }
});
