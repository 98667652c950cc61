import assert from 'node:assert/strict';
import type { UsageRow } from '../../../src/usage/store/metrics.ts';
import { HOSTILE, plausibleRows, row } from '../../unit/usage/usageRows.ts';
import { violationsOf } from '../../support/axe.ts';
import { violationsInThemes, THEMES } from '../../support/themes.ts';
import type { PageOptions } from './support.ts';
import { UsagePageServer } from './support.ts';

const hostileRows = Object.values(HOSTILE).map((model) => row({ model, requests: 1, cost: 1e9 }));
const SCENES: Readonly<
  Record<string, readonly [rows: readonly UsageRow[], options?: PageOptions]>
> = {
  empty: [[]],
  month: [plausibleRows()],
  'month in French': [plausibleRows(), { language: 'fr' }],
  'month at 200 pixels': [plausibleRows(), { width: 200 }],
  'hostile model names': [hostileRows],
};

describe('usage page', () => {
  let pageServer: UsagePageServer;

  before(async () => {
    pageServer = await UsagePageServer.open();
  });
  after(() => pageServer.close());

  for (const [name, [rows, more]] of Object.entries(SCENES)) {
    // The colors of a scene do not depend on its language and width.
    const isPlain = more !== undefined;
    it(`has no axe violations in ${isPlain ? 'one' : 'any'} theme: ${name}`, async () => {
      const page = await pageServer.show(rows, { bypassCSP: true, ...more });
      assert.deepEqual(await (isPlain ? violationsOf : violationsInThemes)(page), []);
      await page.context().close();
    });
  }

  for (const theme of THEMES) {
    it(`has bars with sufficient contrast in ${theme}`, async () => {
      const page = await pageServer.show(plausibleRows(), { theme });
      const barColors = await page.evaluate(() =>
        ['solid', 'striped', 'dotted', 'hollow', 'upright', 'checkered', 'slanted'].map(
          (name) => getComputedStyle(document.querySelector(`.bar.${name}`)!).stroke,
        ),
      );
      const ground = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      );
      for (const barColor of barColors)
        assert.ok(contrast(barColor, ground) >= 3, `${barColor} ${ground}`);
      await page.context().close();
    });
  }

  it('detects violations', async () => {
    const page = await pageServer.show(plausibleRows(), { bypassCSP: true });
    await page.evaluate(() => {
      document.querySelector('a')!.textContent = '';
      document.documentElement.removeAttribute('lang');
    });
    const faults = (await violationsOf(page)).join();
    assert.match(faults, /html-has-lang/);
    assert.match(faults, /link-name/);
    await page.context().close();
  });

  it('loads only its style sheet and script, whatever the model names contain', async () => {
    pageServer.requests.length = 0;
    const page = await pageServer.show(hostileRows, { hasScript: true });
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    await page.reload();
    await page.evaluate(update, pageServer.pageOf([...hostileRows, row({})]));
    assert.deepEqual([...new Set(pageServer.requests)].sort(), [
      '/',
      '/usage.css',
      '/usage.js',
      '/vscode.css',
    ]);
    assert.deepEqual(faults, []);
    assert.equal(await page.locator('img, script, iframe').count(), 1);
    await page.context().close();
  });

  it('shows new usage without losing the focus or a scroll position', async () => {
    const days = (count: number): UsageRow[] =>
      Array.from({ length: count }, (_, at) =>
        row({ period: `2026-11-${String(21 - at).padStart(2, '0')}`, requests: 1, cost: 1 }),
      );
    const page = await pageServer.show(days(15), { hasScript: true, width: 300 });
    const state = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        const { ariaLabel, scrollLeft = 0 } = activeElement ?? {};
        return { ariaLabel, scrollLeft, scrollY: Math.round(scrollY) };
      });
    await page.evaluate(() => {
      const region = [...document.querySelectorAll<HTMLElement>('.table')].find(({ ariaLabel }) =>
        ariaLabel?.startsWith('By day'),
      );
      region?.focus();
      region?.scrollTo({ left: 40 });
      scrollBy({ top: 30 });
    });
    const before = await state();
    assert.ok(
      before.ariaLabel && before.scrollLeft > 0 && before.scrollY > 0,
      JSON.stringify(before),
    );
    const next = pageServer.pageOf([...days(16), row({ feature: 'chat', requests: 7, cost: 50 })]);
    await page.evaluate(update, next);
    const fresh = await pageServer.show([
      ...days(16),
      row({ feature: 'chat', requests: 7, cost: 50 }),
    ]);
    assert.equal(
      await page.locator('main').evaluate((main) => main.outerHTML),
      await fresh.locator('main').evaluate((main) => main.outerHTML),
    );
    assert.deepEqual(await state(), before);
    // From nothing recorded to the first usage: the link stays where it was.
    await page.evaluate(update, pageServer.pageOf([]));
    await page.locator('a').first().focus();
    await page.evaluate(update, next);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Refresh');
    await fresh.context().close();
    await page.context().close();
  });

  it('ignores messages from other origins and of another form', async () => {
    const page = await pageServer.show([], { hasScript: true });
    const html = pageServer.pageOf(plausibleRows());
    await page.evaluate((other) => {
      const { origin } = window;
      const update = { type: 'usage', html: other };
      const messages: readonly { origin: string; data: unknown }[] = [
        { origin: 'https://evil.example', data: update },
        ...[undefined, null, other, { html: other }, { type: 'usage', html: 1 }].map((data) => ({
          ...{ origin, data },
        })),
      ];
      for (const each of messages) window.dispatchEvent(new MessageEvent('message', each));
    }, html);
    assert.equal(await page.locator('.chart').count(), 0);
    await page.evaluate(update, html);
    assert.notEqual(await page.locator('.chart').count(), 0);
    await page.context().close();
  });

  for (const [what, width, zoom] of [
    ['200 pixels', 200, 1],
    ['200 % zoom', 500, 2],
    ['a wide window', 1600, 1],
  ] as const) {
    it(`shows all elements at ${what}`, async () => {
      for (const [rows] of Object.values(SCENES)) {
        const page = await pageServer.show(rows, { width: width * zoom });
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

  it('fits an ordinary width without scrolling sideways, and shows all columns on a wide page', async () => {
    for (const language of ['en', 'fr'] as const) {
      for (const [width, hidden] of [
        [880, true],
        [1300, false],
      ] as const) {
        const page = await pageServer.show(plausibleRows(), { width, language });
        const wider = await page.evaluate(() =>
          [...document.querySelectorAll('.table')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(({ ariaLabel }) => ariaLabel),
        );
        assert.deepEqual(wider, [], `${language} at ${width}`);
        assert.equal(await page.locator('.wide').first().isHidden(), hidden);
        assert.equal(await page.locator('.narrow').isVisible(), hidden);
        await page.context().close();
      }
    }
  });

  it('can be used with the keyboard only', async () => {
    const page = await pageServer.show(plausibleRows(), { width: 300 });
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
      ...['Refresh', 'Export…', 'Reset…', 'Summary', 'By model and feature, last 30 days'],
      ...['By day, last 30 days', 'Remaining quota'],
    ]);
    await page.context().close();
  });

  it('shows its bars in forced colors mode', async () => {
    const page = await pageServer.show(plausibleRows(), { forcedColors: 'active' });
    const [bar, ground] = await page.evaluate(() => [
      getComputedStyle(document.querySelector('.bar.solid')!).fill,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assert.notEqual(bar, ground);
    await page.context().close();
  });
});

/** Sends the page to the page in the browser, as VS Code does. */
function update(html: string): void {
  const data = { type: 'usage', html };
  window.dispatchEvent(new MessageEvent('message', { origin: window.origin, data }));
}

/** The WCAG 2 contrast ratio of two opaque colors. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const channels = [...color.matchAll(/\d+/g)].map(([value]) => Number(value) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
