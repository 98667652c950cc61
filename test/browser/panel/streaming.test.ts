import assert from 'node:assert/strict';
import type { StreamingCosts } from '../../bench/panel/streaming.ts';
import { measureStreaming, STREAMING_GOALS } from '../../bench/panel/streaming.ts';
import { sharedBrowser } from '../../host/browser.ts';

describe('streaming performance', () => {
  let costs: StreamingCosts;

  before(async () => {
    costs = await measureStreaming(await sharedBrowser());
    console.log(`      ${JSON.stringify(costs)}`);
  });

  // Only ratios of medians: absolute times depend on the machine; see `npm run bench`.
  it('does not slow down towards the end of an answer', () => {
    assert.ok(costs.lastToFirstMedian <= STREAMING_GOALS.lastToFirst);
  });

  it('costs a fraction of rendering the whole answer for each delta', () => {
    assert.ok(costs.wholeToOursMedian >= STREAMING_GOALS.wholeToOurs);
  });
});
