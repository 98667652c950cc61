import assert from 'node:assert/strict';
import { SimulatedClock } from '../../support/simulatedClock.ts';
import { typeThrough } from '../../bench/editor.ts';
import { busiestSecond, figuresOf, percentile } from '../../bench/metrics.ts';
import type { Policy } from '../../bench/policy.ts';
import type { Served } from '../../bench/service.ts';
import { gapBefore, strokeAt, strokesOf } from '../../bench/typist.ts';
import { source } from './support.ts';

const served = (sentAt: number, tokens: string[], at = source.head.length): Served => ({
  sentAt,
  promptTokens: 10,
  at,
  tokens,
  isRefused: false,
});

describe('benchmark metrics', () => {
  it('match a hand-made scenario', () => {
    const figures = figuresOf([
      {
        source: { ...source, typed: 'x'.repeat(50) },
        session: {
          seen: [
            { isAny: true, isCorrect: true },
            { isAny: true, isCorrect: false },
            { isAny: false, isCorrect: false },
            { isAny: true, isCorrect: true },
          ],
          appearances: [
            // The `=` and `1` of the first request; its first word had been typed by then.
            { text: '= 1', typed: 6, at: 300, latencyMs: 250 },
            { text: ' 1', typed: 7, at: 400, latencyMs: undefined },
          ],
        },
        served: [served(0, ['total ', '= ', '1', ';']), served(500, ['never'])],
      },
    ]);
    assert.equal(figures.requestsPer100, 4);
    assert.equal(figures.promptTokensPer100, 40);
    assert.equal(figures.generatedTokensPer100, 10);
    assert.equal(figures.shownShare, 0.4);
    assert.equal(figures.overtakenShare, 0.2);
    assert.equal(figures.anyShare, 0.75);
    assert.equal(figures.correctShare, 0.5);
    assert.equal(figures.wrongOfShown, 0.3333);
    assert.equal(figures.p50, 250);
    assert.equal(figures.busiestSecond, 2);
  });

  it('attribute a suggestion only to the newest request that contains it', () => {
    const { shownShare } = figuresOf([
      {
        source,
        session: {
          seen: [],
          appearances: [{ text: 'const', typed: 0, at: 900, latencyMs: 50 }],
        },
        served: [served(0, ['const']), served(500, ['const']), served(1000, ['co', 'nst'])],
      },
    ]);
    assert.equal(shownShare, 0.25);
  });

  it('include percentiles and the busiest second', () => {
    assert.equal(percentile([], 0.5), null);
    assert.equal(percentile([1, 2, 3, 4], 0.5), 2);
    assert.equal(percentile([1, 2, 3, 4], 0.95), 4);
    const requests = [0, 400, 999, 1000, 3000].map((sentAt) => served(sentAt, []));
    assert.equal(busiestSecond(requests), 3);
  });
});

describe('benchmark editor', () => {
  it('requests 50 ms after a keystroke, keeps a matching suggestion and removes any other', async () => {
    const asked: number[] = [];
    const clock = new SimulatedClock();
    const policy: Policy = {
      suggest: async ({ prefix }) => {
        asked.push(prefix.length - source.head.length);
        return prefix.endsWith('\n\nc') ? 'onst wrong' : undefined;
      },
      accepted: () => undefined,
      dispose: () => undefined,
    };
    const session = await typeThrough(source, policy, clock, { seed: '1', accepts: false });
    assert.deepEqual(
      session.appearances.map(({ typed, latencyMs }) => [typed, latencyMs]),
      [[1, 50]],
    );
    // `const ` followed by a `t` instead of the suggested `w`.
    assert.deepEqual(
      session.seen.slice(0, 8).map(({ isAny }) => isAny),
      [true, true, true, true, true, true, false, false],
    );
    assert.ok(session.seen.every(({ isCorrect }) => !isCorrect));
    assert.equal(session.seen.length, strokesOf(source.typed));
    assert.deepEqual(asked.slice(0, 3), [1, 2, 3]);
  });

  it('accepts a correct and long enough suggestion with one keystroke', async () => {
    let accepted = 0;
    const policy: Policy = {
      suggest: async ({ prefix }) => (prefix.endsWith('\n\nc') ? 'onst total' : undefined),
      accepted: () => (accepted += 1),
      dispose: () => undefined,
    };
    const clock = new SimulatedClock();
    const { seen } = await typeThrough(source, policy, clock, { seed: '1', accepts: true });
    assert.equal(accepted, 1);
    assert.equal(seen.length, strokesOf(source.typed) - 'onst total'.length + 1);
  });
});

describe('benchmark typist', () => {
  it('is deterministic for a seed and differs between seeds', () => {
    const rhythm = (seed: string) =>
      Array.from({ length: 40 }, (_, at) => gapBefore(source.typed, at, seed));
    assert.deepEqual(rhythm('1'), rhythm('1'));
    assert.notDeepEqual(rhythm('1'), rhythm('2'));
    const inWords = Array.from({ length: 2000 }, (_, at) =>
      gapBefore('x'.repeat(2001), at + 1, ''),
    );
    const median = inWords.sort((a, b) => a - b)[1000]!;
    assert.ok(median > 130 && median < 180, String(median));
  });

  it('adds the indentation of the next line with Enter', () => {
    assert.equal(strokeAt('a\n  b', 1), '\n  ');
    assert.equal(strokeAt('a\n\n  b', 1), '\n');
    assert.equal(strokesOf('a\n  b'), 3);
  });
});
