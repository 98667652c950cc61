import assert from 'node:assert/strict';
import type { StreamingCosts } from '../../bench/panel/streaming.ts';
import { measureStreaming, STREAMING_GOALS } from '../../bench/panel/streaming.ts';
import { ensureBrowser, launchBrowser } from '../../host/browser.ts';

describe('an answer that streams', function () {
  this.timeout(120_000);
  let costs: StreamingCosts;

  before(async () => {
    await ensureBrowser(console.log);
    const browser = await launchBrowser();
    try {
      costs = await measureStreaming(browser);
    } finally {
      await browser.close();
    }
    console.log(`      ${JSON.stringify(costs)}`);
  });

  // Only ratios, and of medians: how many milliseconds it takes is a matter of the machine; see `npm run bench`.
  it('costs as much at its end as at its beginning', () => {
    assert.ok(costs.lastToFirstMedian <= STREAMING_GOALS.lastToFirst);
  });

  it('costs a small part of what it costs to render it as a whole', () => {
    assert.ok(costs.wholeToOursMedian >= STREAMING_GOALS.wholeToOurs);
  });
});
