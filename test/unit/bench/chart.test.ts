import assert from 'node:assert/strict';
import { chartOf } from '../../bench/chart.ts';
import { figuresOf } from '../../bench/metrics.ts';
import type { Results } from '../../bench/results.ts';

const figures = { ...figuresOf([]), p50: 100, p95: 400, requestsPer100: 2 };

describe('chart', () => {
  it('draws each policy with proportional bars', () => {
    const rows = [
      { policy: 'ours', figures },
      { policy: 'ours, prefetch', figures },
      { policy: 'naive', figures: { ...figures, p95: 800, requestsPer100: 8 } },
    ];
    const tables = [{ model: 'good', profile: 'fast', rows }];
    const svg = chartOf({ tables } as unknown as Results);
    const widths = [...svg.matchAll(/<rect class="(?:strong|weak)[^>]* width="([\d.]+)"/g)].map(
      ([, width]) => Number(width),
    );
    assert.deepEqual(widths, [80, 320, 80, 640, 160, 640]);
    assert.match(svg, />every key</);
    assert.match(svg, />400 ms</);
  });
});
