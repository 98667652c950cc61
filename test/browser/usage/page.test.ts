import assert from 'node:assert/strict';
import type { UsageRow } from '../../../src/usage/figures.ts';
import { HOSTILE, plausibleRows, row } from '../../unit/usage/rows.ts';
import { faultsOf } from '../axe.ts';
import { THEMES } from '../panel/support.ts';
import type { Look } from './support.ts';
import { Gallery } from './support.ts';

const hostileRows = Object.values(HOSTILE).map((model) => row({ model, requests: 1, cost: 1e9 }));
const SCENES: Readonly<Record<string, readonly [rows: readonly UsageRow[], look?: Look]>> = {
  empty: [[]],
  month: [plausibleRows()],
  'month in French': [plausibleRows(), { language: 'fr' }],
  'month at 200 pixels': [plausibleRows(), { width: 200 }],
  'names from outside': [hostileRows],
};

describe('the usage page for everybody', () => {
  let gallery: Gallery;

  before(async () => {
    gallery = await Gallery.open();
  });
  after(() => gallery.close());

  for (const theme of THEMES) {
    it(`has nothing against it in ${theme}`, async () => {
      const found: string[] = [];
      for (const [name, [rows, more]] of Object.entries(SCENES)) {
        const page = await gallery.hang(rows, { theme, bypassCSP: true, ...more });
        found.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
        await page.context().close();
      }
      assert.deepEqual(found, []);
    });

    it(`has parts of bars that stand out in ${theme}`, async () => {
      const page = await gallery.hang(plausibleRows(), { theme });
      const strokes = await page.evaluate(() =>
        ['solid', 'striped', 'dotted', 'hollow'].map(
          (name) => getComputedStyle(document.querySelector(`.bar.${name}`)!).stroke,
        ),
      );
      const ground = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      );
      for (const stroke of strokes) assert.ok(contrast(stroke, ground) >= 3, `${stroke} ${ground}`);
      await page.context().close();
    });
  }

  it('sees what is against it', async () => {
    const page = await gallery.hang(plausibleRows(), { bypassCSP: true });
    await page.evaluate(() => {
      document.querySelector('a')!.textContent = '';
      document.documentElement.removeAttribute('lang');
    });
    assert.match((await faultsOf(page)).join(), /html-has-lang/);
    assert.match((await faultsOf(page)).join(), /link-name/);
    await page.context().close();
  });

  it('asks for its style sheet and nothing else, whatever a model is called', async () => {
    gallery.requests.length = 0;
    const page = await gallery.hang(hostileRows);
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    await page.reload();
    assert.deepEqual([...new Set(gallery.requests)].sort(), ['/', '/usage.css', '/vscode.css']);
    assert.deepEqual(faults, []);
    assert.equal(await page.locator('img, script, iframe').count(), 0);
    await page.context().close();
  });

  for (const [what, width, zoom] of [
    ['200 pixels', 200, 1],
    ['200 % zoom', 500, 2],
    ['a wide window', 1600, 1],
  ] as const) {
    it(`shows all there is at ${what}`, async () => {
      for (const [rows] of Object.values(SCENES)) {
        const page = await gallery.hang(rows, { width: width * zoom });
        const outside = await page.evaluate((scale) => {
          document.documentElement.style.setProperty('zoom', String(scale));
          return [
            ...document.querySelectorAll('h1, h2, p, a, figure, figcaption, li, .table, meter'),
          ]
            .filter((element) => {
              const { left, right } = element.getBoundingClientRect();
              return left < 0 || right > innerWidth + 1;
            })
            .map((element) => element.outerHTML.slice(0, 120));
        }, zoom);
        assert.deepEqual(outside, []);
        await page.context().close();
      }
    });
  }

  it('is walked through by the keyboard alone', async () => {
    const page = await gallery.hang(plausibleRows(), { width: 300 });
    const reached: string[] = [];
    for (let step = 0; step < 7; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const { ariaLabel, textContent } = document.activeElement!;
          return ariaLabel ?? textContent.trim();
        }),
      );
    }
    assert.deepEqual(reached, [
      ...['Refresh', 'Export…', 'Reset…', 'At a glance', 'By model and feature, last 30 days'],
      ...['By day, last 30 days', 'What is left at the services'],
    ]);
    await page.context().close();
  });

  it('shows its bars where the system forces its colours', async () => {
    const page = await gallery.hang(plausibleRows(), { forcedColors: 'active' });
    const [bar, ground] = await page.evaluate(() => [
      getComputedStyle(document.querySelector('.bar.solid')!).fill,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assert.notEqual(bar, ground);
    await page.context().close();
  });
});

/** The ratio of contrast of two opaque colours, as WCAG 2 counts it. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const channels = [...colour.matchAll(/\d+/g)].map(([value]) => Number(value) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
