import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toCsv, toJson } from '../../../../src/usage/page/usageExport.ts';
import { LATENCY_BUCKETS } from '../../../../src/usage/store/metrics.ts';
import { HOSTILE, plausibleRows, row } from '../usageRows.ts';

/** Reads CSV as in RFC 4180. */
function readCsv(text: string): string[][] {
  const cells = text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g);
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of cells) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

const modelIn = (model: string): string => readCsv(toCsv([row({ model })]))[1]?.[2] ?? '';

describe('toCsv', () => {
  it('writes a header, one line per row, and CRLF after each', () => {
    const text = toCsv([row({ requests: 3, cost: 0.00042, latencyCounts: [1] }), row()]);
    assert.deepEqual(text.split('\r\n'), [
      'day,service,model,feature,requests,failed,unmetered,unpriced,tokens_in,cached_tokens,' +
        'tokens_out,cost_usd,offered,accepted,accepted_characters,checked_after_30s,kept_after_30s,' +
        'checked_after_5min,kept_after_5min,median_first_text_ms,p95_first_text_ms,pages,web_searches',
      `2026-11-21,mistral,codestral-latest,completion,3,0,0,0,0,0,0,0.00042,0,0,0,0,0,0,0,${LATENCY_BUCKETS[0]},${LATENCY_BUCKETS[0]},0,0`,
      '2026-11-21,mistral,codestral-latest,completion,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,,,0,0',
      '',
    ]);
  });

  for (const [model, read] of [
    ['plain-1.5:ft', 'plain-1.5:ft'],
    ['a,b', 'a,b'],
    ['say "hi"', 'say "hi"'],
    ['two\nlines', 'two\nlines'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['  =1', "'  =1"],
    ['"=1', '\'"=1'],
    ['＝1', "'＝1"],
    // With semicolons, as in France.
    ['x;=1', "x;'=1"],
    ['x;"=1', 'x;\'"=1'],
    [HOSTILE.formula, `'${HOSTILE.formula}`],
    ['codestral-latest', 'codestral-latest'],
  ] as const) {
    it(`escapes ${JSON.stringify(model)}`, () => {
      assert.equal(modelIn(model), read);
    });
  }

  for (const [cost, written] of [
    [0, '0'],
    [100, '100'],
    [0.1 + 0.2, '0.3'],
    [4.2e-7, '0.00000042'],
    [NaN, ''],
  ] as const) {
    it(`writes ${cost} as ${JSON.stringify(written)}`, () => {
      assert.equal(readCsv(toCsv([row({ cost })]))[1]?.[11], written);
    });
  }

  it('keeps its columns for any model name and starts no cell with a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (model) => {
        const lines = readCsv(toCsv([row({ model }), row()]));
        assert.equal(lines.length, 3);
        assert.ok(lines.every((cells) => cells.length === 23));
        assert.doesNotMatch(lines[1]?.[2] ?? '', /^[\s"']*(?<!')[=+\-@]/);
      }),
    );
  });
});

describe('toJson', () => {
  it('writes a version and all stored data', () => {
    const rows = [...plausibleRows(), row({ model: HOSTILE.html })];
    const read = JSON.parse(toJson(rows, 0)) as Record<string, unknown>;
    assert.deepEqual(
      [read.format, read.version, read.exportedAt, read.currency],
      ['codestral-usage-export', 1, '1970-01-01T00:00:00.000Z', 'USD'],
    );
    assert.deepEqual(
      read.rows,
      rows.map(({ untracked, period, latencyCounts, ...others }) => ({
        ...others,
        ...{ unmetered: untracked, day: period, latencies: latencyCounts },
      })),
    );
    assert.deepEqual(read.latencySteps, LATENCY_BUCKETS);
  });
});
