import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RequestReport } from '../../../../src/mistral/http/requestReport.ts';
import { NO_METRICS } from '../../../../src/usage/store/metrics.ts';
import { diagnosticReport } from '../../../../src/vscode/diagnostics/diagnosticReport.ts';
import type { DiagnosticFacts } from '../../../../src/vscode/diagnostics/diagnosticReport.ts';
import {
  declaredSettings,
  modelFact,
  settingFact,
  urlFact,
} from '../../../../src/vscode/diagnostics/settingsFacts.ts';
import { RecentRequests } from '../../../../src/vscode/platform/recentRequests.ts';

const KEY = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xR';
const NOW = Date.UTC(2026, 10, 21);

const report = (options: Partial<RequestReport> = {}): RequestReport => ({
  ...{ operation: 'fim', feature: 'completion', model: 'codestral-latest', service: 'mistral' },
  ...{ outcome: 'done', status: 200, requestId: 'r-1', detail: undefined },
  ...{ firstByteMs: 90, firstTextMs: 95, totalMs: 120, usage: undefined },
  ...options,
});

const facts = (options: Partial<DiagnosticFacts> = {}): DiagnosticFacts => ({
  ...{ versions: { extension: '0.1.0' }, services: {}, states: {}, settings: {}, latencyMs: 0 },
  ...{
    remainingQuota: {},
    today: NO_METRICS,
    requests: [],
    failed: [],
    otherProviders: [],
    secrets: [],
  },
  ...options,
});

describe('settings of the diagnostic report', () => {
  const declared = declaredSettings(JSON.parse(readFileSync('package.json', 'utf8')));
  const of = (key: string) => {
    const setting = declared.find((each) => each.key === `codestral.${key}`);
    assert.ok(setting, key);
    return setting;
  };

  it('are those of the manifest, with their defaults', () => {
    assert.ok(declared.length > 15);
    assert.equal(of('completion.maxTokens').defaultValue, 256);
    assert.deepEqual(of('chat.service').values, ['auto', 'mistral', 'codestral']);
  });

  for (const odd of [undefined, null, 1, {}, { contributes: { configuration: [1, {}] } }]) {
    it(`are empty for a manifest like ${JSON.stringify(odd)}`, () => {
      assert.deepEqual(declaredSettings(odd), []);
    });
  }

  const reported: readonly (readonly [string, unknown, string | RegExp])[] = [
    ['completion.enabled', false, 'false'],
    ['completion.maxTokens', 1e9, '1000000000'],
    ['completion.delay', null, 'null'],
    ['chat.service', 'codestral', 'codestral'],
    ['chat.service', KEY, /^a text of 32 characters$/],
    ['completion.model', 'codestral-2508', 'codestral-2508'],
    ['completion.model', 'ft:codestral-2508:587a6b29:20260514:7e773925', /^ft:/],
    ['completion.model', KEY, /^hidden/],
    ['completion.model', `x-${KEY}`, /^hidden/],
    ['completion.model', 'const secret = 1;', /^hidden/],
    ['chat.systemPrompt', 'Never mention project Falcon', 'a text of 28 characters'],
    ['privacy.exclude', ['**/falcon/**', 'x'], '2 entries'],
    ['completion.languages', { '*': true, python: false }, '* true, python false'],
    ['completion.languages', { [KEY]: true, 'a b': false }, 'hidden true, hidden false'],
    ['completion.languages', { python: 'falcon' }, 'of another type'],
    ['services.mistral.url', `https://me:${KEY}@gate.example/falcon`, /^unusable/],
    ['services.mistral.url', 'https://gate.example/falcon/v1', 'other, https'],
    ['services.mistral.url', 'http://gate.example', 'other, http'],
    ['services.mistral.url', 'http://127.0.0.1:8080/falcon', 'loopback, http'],
    ['completion.enabled', { falcon: 'x' }, 'of another type'],
  ];
  for (const [key, value, expected] of reported) {
    it(`show ${key} ${JSON.stringify(value)} as ${String(expected)}`, () => {
      const fact = settingFact(of(key), value);
      if (typeof expected === 'string') assert.equal(fact, expected);
      else assert.match(fact, expected);
      assert.doesNotMatch(fact, /falcon|gate\.example|aB3dE6/i);
    });
  }

  it('recognize Mistral’s URLs and distinguish models from keys', () => {
    assert.equal(urlFact('https://api.mistral.ai/v1/'), 'default');
    assert.match(urlFact('https://api.eu.mistral.ai/v1/'), /region.*api\.eu\.mistral\.ai/);
    assert.equal(modelFact('mistral-medium-latest'), 'mistral-medium-latest');
    assert.match(modelFact(KEY), /^hidden/);
  });
});

describe('diagnosticReport', () => {
  it('lists what is missing', () => {
    const text = diagnosticReport(facts());
    assert.match(text, /^# Codestral diagnostic report\n/);
    assert.match(text, /## Last requests\n\n- none/);
    assert.match(text, /time to first token: none yet/);
  });

  it('contains no key, URL or code from any request or fact', () => {
    const hostile = [
      report({ outcome: 'redirect', detail: 'intranet.example' }),
      report({ outcome: 'modelUnknown', detail: KEY, model: KEY }),
      report({ outcome: 'modelNotFim', detail: 'const secret = 1', model: 'const secret = 1' }),
      report({ outcome: 'badRequest', detail: `invalid: body.${KEY}` }),
    ].map((each) => ({ at: NOW, report: each }));
    const text = diagnosticReport(
      facts({
        requests: hostile,
        failed: hostile,
        otherProviders: [`x ${KEY}`],
        services: { mistral: `open\n# ${KEY}` },
        secrets: [KEY, 'a'],
      }),
    );
    assert.doesNotMatch(text, /aB3dE6|intranet|secret|\n# [^C]/);
    assert.match(text, /modelUnknown, status 200, request r-1/);
    assert.match(text, /open # \[redacted\]/);
  });

  it('has one line per request with time, kind and duration', () => {
    const requests = [{ at: NOW, report: report() }];
    assert.match(
      diagnosticReport(facts({ requests, latencyMs: 312.4 })),
      /- 2026-11-21T00:00:00\.000Z fim at mistral: done, status 200, request r-1, first byte 90 ms, 120 ms \(codestral-latest\)/,
    );
  });

  it('shows the remaining quota and the usage', () => {
    const remainingQuota = {
      mistral: { tokensMonth: { remaining: 7, limit: 9 } },
      codestral: {},
    };
    const text = diagnosticReport(
      facts({ remainingQuota, today: { ...NO_METRICS, cost: 0.123456 } }),
    );
    assert.match(text, /- mistral: tokensMonth 7 of 9\n- codestral: unknown/);
    assert.match(text, /- cost: 0\.1235/);
  });
});

describe('RecentRequests', () => {
  it('keeps the last twenty, failures longer than successes', () => {
    let now = 0;
    const recent = new RecentRequests(() => (now += 1));
    for (let count = 0; count < 7; count += 1) recent.add(report({ outcome: 'server' }));
    for (let count = 0; count < 30; count += 1) recent.add(report({ outcome: 'closed' }));
    assert.deepEqual([recent.all.length, recent.all[0]?.at, recent.all.at(-1)?.at], [20, 18, 37]);
    assert.deepEqual(
      recent.failed.map(({ at }) => at),
      [3, 4, 5, 6, 7],
    );
  });
});
