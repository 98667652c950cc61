import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATENCY_BUCKETS } from '../../../../src/usage/store/metrics.ts';
import type { UsageRow } from '../../../../src/usage/store/metrics.ts';
import { UsageStore } from '../../../../src/usage/store/usageStore.ts';
import { mergeRows, sumMetrics } from '../../../../src/usage/store/totals.ts';
import { DiskFiles } from '../../../../src/vscode/storage/diskFiles.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { below, seededRandom } from '../../../server/random.ts';
import { Disk } from '../../../support/usageDisk.ts';

const DAYS = 365;
const WINDOWS = 3;
/** Ten models, each used for all features every day; four of them at both services for one feature. */
const SERIES = Array.from({ length: 40 }, (_, at) => ({
  model: `mistral-model-${at % 10}-2512`,
  service: at < 30 ? ('mistral' as const) : ('codestral' as const),
  feature: (['completion', 'chat', 'native', 'completion'] as const)[Math.floor(at / 10)]!,
}));

const random = seededRandom(1);

/** The maximum number of days of a month. */
function daysFrom(first: number): number[] {
  return Array.from({ length: Math.min(30, DAYS - first) }, (_, at) => first + at);
}

/** A busy day of one window: hundreds of requests per model and feature. */
function dayOf(at: number): UsageRow[] {
  const day = new Date(Date.UTC(2025, 11, 1 + at)).toISOString().slice(0, 10);
  return SERIES.map((series) => {
    const requests = 50 + below(400, random);
    const latencyCounts = Array.from({ length: LATENCY_BUCKETS.length + 1 }, (_, step) =>
      step < 13 ? below(requests / 8, random) : below(2, random),
    );
    return {
      ...{ ...series, period: day, requests, latencyCounts },
      ...{
        failed: below(10, random),
        untracked: below(100, random),
        unpriced: 0,
        pages: 0,
        webSearches: 0,
      },
      ...{ tokensIn: requests * 1_234, cachedTokens: requests * 987, tokensOut: requests * 57 },
      cost: requests * 0.000_123_457,
      ...{ offered: requests, accepted: below(requests, random) },
      acceptedCharacters: below(requests * 40, random),
      ...(series.feature === 'completion'
        ? { checkedAfter30s: 90, keptAfter30s: 80, checkedAfter5min: 70, keptAfter5min: 60 }
        : { checkedAfter30s: 0, keptAfter30s: 0, checkedAfter5min: 0, keptAfter5min: 0 }),
    };
  });
}

describe('UsageStore after a year of heavy use', () => {
  const folder = temporaryFolder();

  it('stays under 300 kB', async () => {
    const disk = new Disk();
    const windows = Array.from({ length: WINDOWS }, () => disk.window());
    let requests = 0;
    // Each window merges once a month here; the result of more frequent merges is the same.
    for (let from = 0; from < DAYS; from += 30) {
      for (const window of windows) {
        const rows = daysFrom(from).flatMap(dayOf);
        requests += sumMetrics(rows).requests;
        await window.store.add(rows.slice(SERIES.length), true);
        await window.store.add(rows.slice(0, SERIES.length), false);
      }
    }
    const bytes = [...disk.files.values()].reduce((total, text) => total + text.length, 0);
    for (const [name, text] of disk.files) writeFileSync(join(folder(), name), text);
    const times: number[] = [];
    const logged: string[] = [];
    let found: UsageRow[] = [];
    for (let round = 0; round < 15; round += 1) {
      const { owner } = disk.window();
      const store = new UsageStore({
        files: new DiskFiles(folder()),
        owner,
        log: (line) => logged.push(line),
      });
      const startedAt = process.cpuUsage();
      found = mergeRows((await store.read()).flat());
      // Processor time, which does not depend on other processes.
      const { user, system } = process.cpuUsage(startedAt);
      times.push((user + system) / 1000);
    }
    const [median] = times.sort((a, b) => a - b).slice(7);
    console.log(
      `      a year of ${SERIES.length} series a day in ${WINDOWS} windows: ${(bytes / 1000).toFixed(0)} kB ` +
        `in ${disk.files.size} files, ${found.length} rows, read and merged in ${median?.toFixed(1)} ms of processor time`,
    );
    assert.deepEqual(logged, []);
    assert.equal(sumMetrics(found).requests, requests);
    assert.ok(bytes < 300_000, `${bytes} bytes`);
    const ordinary = new Disk();
    const store = ordinary.window().store;
    for (let from = 0; from < DAYS; from += 30) {
      await store.add(
        daysFrom(from).flatMap((day) => dayOf(day).slice(0, 4)),
        true,
      );
    }
    const small = [...ordinary.files.values()].reduce((total, text) => total + text.length, 0);
    const days = new Set((await ordinary.rows()).map(({ period }) => period));
    console.log(`      with 4 series a day: ${(small / 1000).toFixed(0)} kB, each day kept`);
    assert.equal(days.size, DAYS);
  });
});
