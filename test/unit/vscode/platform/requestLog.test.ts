import assert from 'node:assert/strict';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import { requestLine } from '../../../../src/vscode/platform/requestLog.ts';

const KEY = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xR';

const line = (detail: string) => {
  const report: RequestReport = {
    ...{ operation: 'fim', feature: 'completion', model: detail, service: 'mistral' },
    ...{ outcome: 'modelUnknown', status: 404, requestId: undefined, detail },
    ...{ firstByteMs: undefined, firstTextMs: undefined, totalMs: 120, usage: undefined },
  };
  return requestLine(report);
};

describe('requestLine', () => {
  it('names an unknown model, but never a key set as the model', () => {
    assert.match(line('codestral-2401'), /modelUnknown, status 404, codestral-2401, 120 ms/);
    assert.ok(!line(KEY).includes(KEY), line(KEY));
  });
});
