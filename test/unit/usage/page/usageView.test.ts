import assert from 'node:assert/strict';
import { daysUpTo } from '../../../../src/usage/store/calendar.ts';
import { estimatedCost } from '../../../../src/usage/store/totals.ts';
import { LATENCY_BUCKETS } from '../../../../src/usage/store/metrics.ts';
import { SHOWN_DAYS, usageView } from '../../../../src/usage/page/usageView.ts';
import { HOSTILE, TODAY, plausibleRows, row } from '../usageRows.ts';

const at = (...counts: readonly (readonly [step: number, count: number])[]): number[] =>
  LATENCY_BUCKETS.map((end) => counts.find(([step]) => step === end)?.[1] ?? 0);

describe('daysUpTo', () => {
  for (const [last, count, days] of [
    ['2026-11-21', 1, ['2026-11-21']],
    ['2026-03-02', 3, ['2026-02-28', '2026-03-01', '2026-03-02']],
    ['2028-03-01', 2, ['2028-02-29', '2028-03-01']],
    // A day on which clocks change, unlike the calendar.
    ['2026-03-30', 3, ['2026-03-28', '2026-03-29', '2026-03-30']],
    ['2027-01-01', 2, ['2026-12-31', '2027-01-01']],
  ] as const) {
    it(`returns ${count} days up to ${last}`, () => {
      assert.deepEqual(daysUpTo(last, count), days);
    });
  }
});

describe('usageView', () => {
  it('is empty without rows but lists all days', () => {
    const view = usageView([], TODAY);
    assert.equal(view.isEmpty, true);
    assert.equal(view.days.length, SHOWN_DAYS);
    assert.deepEqual([view.models, view.otherModels, view.ahead], [[], undefined, undefined]);
  });

  it('separates today, the month and the last 30 days', () => {
    const days = ['2026-10-22', '2026-10-23', '2026-10-31', '2026-11-01', TODAY];
    const view = usageView(
      days.map((day, index) => row({ period: day, requests: 10 ** index })),
      TODAY,
    );
    assert.equal(view.today.requests, 10_000);
    assert.equal(view.month.requests, 11_000);
    assert.equal(view.recent.requests, 11_110);
    assert.equal(view.days[0]?.day, '2026-10-23');
    assert.equal(view.days[0].metrics.requests, 10);
  });

  it('ignores days in the future except in the month', () => {
    const view = usageView(
      [row({ requests: 1 }), row({ period: '2026-11-25', requests: 5 })],
      TODAY,
    );
    assert.deepEqual([view.recent.requests, view.month.requests, view.ahead?.requests], [1, 6, 5]);
  });

  it('has a row per service, model and feature, the most expensive first', () => {
    const view = usageView(
      [
        row({ cost: 1, requests: 2, latencyCounts: at([300, 9], [800, 1]) }),
        row({ period: '2026-11-20', cost: 1, requests: 3, latencyCounts: at([300, 9], [800, 1]) }),
        row({ feature: 'chat', cost: 5 }),
        row({ service: 'codestral', cost: 3 }),
      ],
      TODAY,
    );
    assert.deepEqual(
      view.models.map(({ service, feature, metrics }) => [service, feature, metrics.cost]),
      [
        ['mistral', 'chat', 5],
        ['codestral', 'completion', 3],
        ['mistral', 'completion', 2],
      ],
    );
    const line = view.models[2];
    assert.deepEqual([line?.metrics.requests, line?.median, line?.p95], [5, 300, 800]);
    assert.equal(view.models[0]?.median, undefined);
  });

  it('splits the cost of a day by feature', () => {
    const view = usageView(
      [
        row({ cost: 1 }),
        row({ feature: 'chat', cost: 2 }),
        row({ feature: 'native', cost: 4 }),
        row({ feature: 'action', cost: 8 }),
        row({ feature: 'embeddings', cost: 16 }),
        row({ feature: 'web', cost: 32 }),
        row({ feature: 'documents', cost: 64 }),
      ],
      TODAY,
    );
    assert.deepEqual(view.days.at(-1)?.costs, {
      ...{ completion: 1, chat: 2, native: 4, action: 8 },
      ...{ embeddings: 16, web: 32, documents: 64 },
    });
  });

  it('combines models beyond 50', () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      row({ model: `m${index}`, cost: index, requests: 1 }),
    );
    const view = usageView(rows, TODAY);
    assert.equal(view.models.length, 50);
    assert.deepEqual([view.otherModels?.count, view.otherModels?.metrics.cost], [10, 45]);
  });

  it('tolerates invalid numbers', () => {
    const view = usageView(
      [row({ cost: NaN, requests: -4, tokensIn: Infinity, accepted: 1 }), row({ cost: 2 })],
      TODAY,
    );
    const { cost, requests, tokensIn, accepted } = view.today;
    assert.deepEqual([cost, requests, tokensIn, accepted], [2, 0, 0, 1]);
  });

  it('keeps models with any names apart', () => {
    const names = Object.values(HOSTILE);
    const view = usageView(
      names.map((model) => row({ model })),
      TODAY,
    );
    assert.deepEqual(view.models.map(({ model }) => model).sort(), [...names].sort());
  });
});

describe('estimatedCost', () => {
  for (const [what, rows, cost] of [
    ['nothing', [], 0],
    ['all metered', [row({ requests: 4, cost: 2 })], 0],
    ['a third untracked', [row({ requests: 6, untracked: 2, cost: 2 })], 1],
    ['over some days', [row({ requests: 4, cost: 2 }), row({ requests: 2, untracked: 2 })], 1],
    ['unpriced ones say nothing', [row({ requests: 6, untracked: 2, unpriced: 2, cost: 2 })], 2],
    ['no other is known', [row({ requests: 2, untracked: 2 })], 0],
    [
      'other models say nothing',
      [row({ requests: 2, untracked: 2 }), row({ model: 'dear', requests: 1, cost: 9 })],
      0,
    ],
  ] as const) {
    it(`estimates ${what}`, () => {
      assert.equal(estimatedCost(rows), cost);
    });
  }

  it('is included in no other figure', () => {
    const view = usageView(plausibleRows(), TODAY);
    assert.ok(view.monthEstimate > 0);
    const metricsOf = plausibleRows().filter(({ period }) => period.startsWith('2026-11'));
    const sum = metricsOf.reduce((total, { cost }) => total + cost, 0);
    assert.ok(Math.abs(view.month.cost - sum) < 1e-9);
  });
});
