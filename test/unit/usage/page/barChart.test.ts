import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bar } from '../../../../src/usage/page/barChart.ts';
import { axisEnd, barChart, patterns } from '../../../../src/usage/page/barChart.ts';
import { HOSTILE } from '../usageRows.ts';

const bar = (...parts: number[]): Bar => ({ label: 'a day', parts });

interface Box {
  readonly y: number;
  readonly height: number;
}

function draw(bars: readonly Bar[], title = 'title', description = 'text'): string {
  return barChart({ id: 'x', title, description, bars }).text;
}

/** The drawn parts of each bar. */
function boxesOf(svg: string): Box[][] {
  return svg
    .split('<g>')
    .slice(1)
    .map((group) =>
      [...group.matchAll(/class="bar[^>]*?\sy="([^"]*)"[^>]*?\sheight="([^"]*)"/g)].map(
        ([, y, height]) => ({ y: Number(y), height: Number(height) }),
      ),
    );
}

describe('axisEnd', () => {
  for (const [values, end] of [
    [[], 1],
    [[0, 0], 1],
    [[NaN, -3], 1],
    [[1], 1],
    [[7], 8],
    [[81], 100],
    [[0.0003], 0.0004],
    [[0.06], 0.06],
    [[3, 412], 600],
    [[Infinity], 1e15],
  ] as const) {
    it(`returns ${end} for ${values.join(', ') || 'no values'}`, () => {
      assert.ok(Math.abs(axisEnd(values.map((value) => bar(value))) - end) <= end * 1e-9);
    });
  }
});

describe('barChart', () => {
  it('stacks the parts of a bar without gaps, in proportion to their values', () => {
    const [first, second] = boxesOf(draw([bar(50, 30, 20), bar(0, 25)]));
    assert.deepEqual(first, [
      { y: 60, height: 60 },
      { y: 24, height: 36 },
      { y: 0, height: 24 },
    ]);
    assert.deepEqual(second, [{ y: 90, height: 30 }]);
  });

  it('draws no bar for zero and a visible one for the smallest value', () => {
    const [none, least] = boxesOf(draw([bar(0, NaN), bar(1e-9, 1), bar(1e9)]));
    assert.deepEqual(none, []);
    assert.deepEqual(least, [
      { y: 118, height: 2 },
      { y: 116, height: 2 },
    ]);
  });

  it('stays within its frame for any numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.double(), fc.double())), (all) => {
        const svg = draw(all.map((parts) => bar(...parts)));
        assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
        for (const { y, height } of boxesOf(svg).flat()) {
          assert.ok(height > 0 && y >= -0.02 && y + height <= 120.02, `${y} ${height}`);
        }
      }),
    );
  });

  it('distinguishes its parts without color', () => {
    const classes = draw([bar(1, 1, 1, 1, 1, 1, 1)]).match(/(?<=class="bar )\w+/g);
    assert.equal(new Set(classes).size, 7);
    const drawn = new Set(patterns().text.match(/(?<=<pattern\s+id=")\w+/g));
    const used = draw([bar(1, 1, 1, 1, 1, 1, 1)]).match(/(?<=url\(#)\w+/g);
    assert.deepEqual([...drawn], used);
  });

  it('has a name and a description for screen readers', () => {
    const svg = draw([bar(1)], 'Cost', 'Highest: 1');
    assert.match(svg, /role="img"/);
    assert.match(svg, /aria-labelledby="x-title"[^>]*aria-describedby="x-text"/s);
    assert.match(svg, /<title id="x-title">Cost<\/title>\s*<desc id="x-text">Highest: 1<\/desc>/);
  });

  for (const [what, text] of Object.entries(HOSTILE)) {
    it(`escapes ${what}`, () => {
      const tags = (svg: string): string[] => svg.match(/<\/?\w+/g) ?? [];
      const svg = draw([{ label: text, parts: [1] }], text, text);
      assert.deepEqual(tags(svg), tags(draw([bar(1)])));
      assert.doesNotMatch(svg, /style=/);
    });
  }
});
