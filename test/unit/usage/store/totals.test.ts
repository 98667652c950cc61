import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LATENCY_BUCKETS } from '../../../../src/usage/store/metrics.ts';
import type { UsageRow } from '../../../../src/usage/store/metrics.ts';
import { decodeRows, encodeRows } from '../../../../src/usage/store/usageFormat.ts';
import { applyRetention } from '../../../../src/usage/store/retention.ts';
import {
  addHistograms,
  histogramOf,
  percentile,
} from '../../../../src/usage/store/latencyHistogram.ts';
import { moneyText } from '../../../../src/usage/page/money.ts';
import { estimatedCost, mergeRows, sumMetrics } from '../../../../src/usage/store/totals.ts';
import { row } from '../../../support/usageDisk.ts';

const count = fc.nat(1_000_000);
/** Often 0, as before these metrics existed. */
const few = fc.nat(2);

/** Any row; few days and models, so that some are equal. */
const anyRow: fc.Arbitrary<UsageRow> = fc.record({
  period: fc.constantFrom('2026-03', '2026-11-20', '2026-11-21', '2027-01-01'),
  service: fc.constantFrom('mistral', 'codestral'),
  model: fc.oneof(fc.constantFrom('a', 'b c'), fc.string()),
  feature: fc.constantFrom('completion', 'chat', 'native', 'embeddings', 'web', 'documents'),
  ...{ requests: count, failed: count, untracked: count, unpriced: count },
  ...{ tokensIn: count, cachedTokens: count, tokensOut: count },
  cost: count.map((nanos) => nanos / 1e9),
  ...{ offered: count, accepted: count, acceptedCharacters: count },
  ...{ checkedAfter30s: few, keptAfter30s: few, checkedAfter5min: few, keptAfter5min: few },
  ...{ pages: few, webSearches: few },
  latencyCounts: fc.array(fc.nat(1_000), { minLength: 18, maxLength: 18 }),
});
const rows = fc.array(anyRow, { maxLength: 30 });

/** Sums without floating-point errors. */
function total(all: readonly UsageRow[]): unknown {
  const latencyCounts = all.map((each) => each.latencyCounts).reduce(addHistograms, []);
  return {
    ...sumMetrics(all),
    cost: Math.round(sumMetrics(all).cost * 1e9),
    latencyCounts: addHistograms(latencyCounts, []),
  };
}

describe('usage totals', () => {
  it('add up to the sum of their parts', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const one = mergeRows(all);
        assert.deepEqual(total(one), total(all));
        const keys = one.map((each) =>
          [each.period, each.service, each.feature, each.model].join(),
        );
        assert.equal(new Set(keys).size, one.length);
        assert.deepEqual(
          one.map(({ period }) => period),
          one.map(({ period }) => period).sort(),
        );
      }),
    );
  });

  it('are read as written', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const one = mergeRows(all);
        const { rows: read, isWhole } = decodeRows(encodeRows(one));
        assert.ok(isWhole);
        assert.deepEqual(total(read), total(one));
        const sorted = (list: readonly unknown[]) =>
          list.map((each) => JSON.stringify(each)).sort();
        const exact = one.map((each) => ({ ...each, cost: Math.round(each.cost * 1e9) / 1e9 }));
        assert.deepEqual(sorted(read.map(ordered)), sorted(exact.map(ordered)));
      }),
    );
  });

  it('are read from a truncated or damaged file without invented values', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.string({ maxLength: 3 }), (all, at, damage) => {
        const text = encodeRows(mergeRows(all));
        const cut = text.slice(0, at % text.length);
        const before = sumMetrics(all);
        for (const damaged of [cut, `${cut}${damage}\n${text.slice(cut.length)}`]) {
          const { rows: read, isWhole } = decodeRows(damaged);
          if (damaged === cut) assert.ok(sumMetrics(read).requests <= before.requests);
          for (const each of read)
            assert.ok(each.requests >= 0 && each.latencyCounts.length === 18);
          if (isWhole) assert.equal(sumMetrics(read).requests, before.requests);
        }
      }),
    );
  });

  it('estimate unknown costs by the mean of the same model and feature', () => {
    const reported = row({ requests: 4, untracked: 1, failed: 1, cost: 0.02 });
    assert.equal(estimatedCost([reported]), 0.01);
    assert.equal(estimatedCost([reported, row({ feature: 'chat', untracked: 1 })]), 0.01);
    const other = row({ period: '2026-11-20', requests: 3, untracked: 3 });
    assert.equal(estimatedCost([reported, other]), 0.04);
    assert.equal(estimatedCost([row({ requests: 1, failed: 1, untracked: 1 })]), 0);
  });
});

describe('histogramOf', () => {
  it('are counted at the upper end of their step', () => {
    const cases: [number, number][] = [
      [0, 100],
      [100, 100],
      [101, 150],
      [30_000, 30_000],
      [30_001, Infinity],
    ];
    for (const [ms, end] of cases) assert.equal(percentile(histogramOf(ms), 0.5), end, String(ms));
    assert.equal(percentile(histogramOf(undefined), 0.5), undefined);
    assert.equal(percentile(histogramOf(Number.NaN), 0.5), undefined);
    assert.equal(percentile([], 0.5), undefined);
  });

  it('have percentiles accurate to a step', () => {
    const times = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(times, share, (all, at) => {
        const latencyCounts = all.map(histogramOf).reduce(addHistograms, []);
        const exact = [...all].sort((a, b) => a - b)[Math.max(1, Math.ceil(at * all.length)) - 1]!;
        const end = LATENCY_BUCKETS.find((step) => exact <= step) ?? Infinity;
        assert.equal(percentile(latencyCounts, at), end);
      }),
    );
  });
});

describe('applyRetention', () => {
  const ofMonth = (month: string, models: number, days: number) =>
    Array.from({ length: models * days }, (_, at) => {
      const day = `${month}-${String(1 + (at % days)).padStart(2, '0')}`;
      return row({ period: day, model: `model ${Math.floor(at / days)}` });
    });

  it('keeps every day if few models are used', () => {
    const all = ['2026-01', '2026-02', '2026-11'].flatMap((month) => ofMonth(month, 3, 28));
    assert.deepEqual(applyRetention(all), mergeRows(all));
  });

  it('keeps only months of the earliest days if there is much data', () => {
    const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
    const all = months.flatMap((month) => ofMonth(month, 30, 28));
    const left = applyRetention(all);
    assert.equal(sumMetrics(left).requests, sumMetrics(all).requests);
    assert.ok(left.length <= 2_000 && left.length > 1_900, `${left.length} rows`);
    assert.equal(left.filter(({ period }) => period === '2026-01').length, 30);
    assert.equal(left.filter(({ period }) => period === '2026-02').length, 30);
    assert.equal(left.filter(({ period }) => period.startsWith('2026-03-')).length, 30 * 28);
    assert.deepEqual(applyRetention(left), left);
    // A late day of a month that has already been merged.
    const late = applyRetention([...left, ...ofMonth('2026-01', 30, 5)]);
    const [taken] = late.filter(({ period, model }) => period === '2026-01' && model === 'model 0');
    assert.equal(taken?.requests, 28 + 5);
    assert.equal(sumMetrics(late).requests, sumMetrics(all).requests + 150);
  });

  it('keeps each day of the last month for any amount of data', () => {
    const all = ['2026-01', '2026-02'].flatMap((month) => ofMonth(month, 100, 28));
    const days = new Set(applyRetention(all).map(({ period }) => period));
    assert.equal(days.size, 1 + 31);
    assert.ok(days.has('2026-01') && days.has('2026-01-26') && !days.has('2026-01-25'));
  });

  it('keeps the last 24 months with data, whatever the clock', () => {
    const months = Array.from({ length: 30 }, (_, at) => {
      const month = new Date(Date.UTC(2024, at, 1)).toISOString().slice(0, 7);
      return row({ period: `${month}-01` });
    });
    assert.deepEqual(applyRetention(months), months.slice(6));
    const ahead = [...months.slice(7), row({ period: '2099-01-01' })];
    assert.deepEqual(applyRetention(ahead), ahead);
  });
});

describe('moneyText', () => {
  for (const [dollars, english, french] of [
    [0, '$0.00', '0,00 $'],
    [0.000_004, '<$0.0001', '<0,0001 $'],
    [0.000_06, '$0.0001', '0,0001 $'],
    [0.002_04, '$0.002', '0,002 $'],
    [0.002_46, '$0.0025', '0,0025 $'],
    [0.009_96, '$0.01', '0,01 $'],
    [0.024_6, '$0.025', '0,025 $'],
    [0.099_6, '$0.10', '0,10 $'],
    [0.5, '$0.50', '0,50 $'],
    [0.996, '$1.00', '1,00 $'],
    [12.3, '$12.30', '12,30 $'],
    [460.887, '$460.89', '460,89 $'],
    [1234.5, '$1,234.50', '1 234,50 $'],
  ] as const) {
    it(`formats ${dollars} as ${english}`, () => {
      const plain = (text: string) => text.replace(/\s/g, ' ');
      assert.equal(plain(moneyText(dollars, 'en')), english);
      assert.equal(plain(moneyText(dollars, 'fr')), french);
      assert.equal(plain(moneyText(dollars, 'no language!')), english);
    });
  }
});

/** The metrics of a row in the order of their names. */
function ordered(value: UsageRow): unknown {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
