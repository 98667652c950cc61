import assert from 'node:assert/strict';
import type { Scenario } from './fakeHost.ts';
import { answer, panelState, question, SCENES } from './scenarios.ts';
import { THEMES } from '../../support/themes.ts';
import { PanelServer, PanelPage } from './support.ts';

const WIDE_TABLE = `| a | b |\n| - | - |\n| ${'wide'.repeat(60)} | ${'wider '.repeat(40)} |`;
const WIDE_CODE = `\`\`\`ts\nconst text = '${'long '.repeat(60)}';\n\`\`\``;
const NARROW = '| a | b |\n| - | - |\n| 1 | 2 |\n\n```ts\nlet a;\n```';

function withAnswer(text: string): Scenario {
  return { state: panelState({ session: { turns: [question('q1'), answer('a1', { text })] } }) };
}

describe('panel layout', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  for (const [name, scenario] of Object.entries({
    ...SCENES,
    code: withAnswer(`${WIDE_TABLE}\n\n${WIDE_CODE}\n\n${NARROW}`),
  })) {
    it(`has targets of at least 24 by 24 pixels: ${name}`, async () => {
      panel = await PanelPage.open(panelServer, scenario);
      const small = await panel.page.evaluate(() =>
        [
          ...document.querySelectorAll(
            'button, select, textarea, input:enabled, summary, [role=option]',
          ),
        ]
          .filter((element) => element.checkVisibility())
          .map(
            (element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()] as const,
          )
          .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
          .map(([html, { width, height }]) => `${width} × ${height}: ${html}`),
      );
      assert.deepEqual(small, []);
    });
  }

  for (const theme of THEMES) {
    it(`shows Jump to latest on an opaque background and covers no button in ${theme}`, async () => {
      const code = '```ts\nlet a;\n```\n\n'.repeat(40);
      panel = await PanelPage.open(panelServer, withAnswer(code), { theme });
      await panel.page.mouse.move(200, 300);
      await panel.page.mouse.wheel(0, -300);
      const jump = panel.page.getByRole('button', { name: 'Jump to latest' });
      await jump.waitFor();
      const background = await jump.evaluate(
        (element) => getComputedStyle(element).backgroundColor,
      );
      assert.doesNotMatch(background, /rgba\(.*, 0?(\.\d+)?\)|transparent/);
      const [scroller, box] = [
        await panel.page.locator('.scroller').boundingBox(),
        await jump.boundingBox(),
      ];
      assert.ok(scroller!.y + scroller!.height <= box!.y);
    });
  }

  const classes = (index: number): Promise<string> =>
    panel.page
      .locator('.scroll-frame')
      .nth(index)
      .evaluate(({ classList }) => [...classList].sort().join(' '));

  it('shows where tables and code continue sideways', async () => {
    panel = await PanelPage.open(panelServer, withAnswer(`${WIDE_TABLE}\n\n${WIDE_CODE}`));
    await panel.settled();
    for (const [index, selector] of ['.table-scroll', 'pre'].entries()) {
      assert.equal(await classes(index), 'more-right scroll-frame');
      const scroller = panel.page.locator(selector);
      await scroller.evaluate((element) => {
        element.scrollLeft = 40;
      });
      await panel.settled();
      assert.equal(await classes(index), 'more-left more-right scroll-frame');
      await scroller.evaluate((element) => {
        element.scrollLeft = element.scrollWidth;
      });
      await panel.settled();
      assert.equal(await classes(index), 'more-left scroll-frame');
    }
  });

  it('shows no hint where everything fits', async () => {
    panel = await PanelPage.open(panelServer, withAnswer(NARROW));
    await panel.settled();
    assert.equal(await classes(0), 'scroll-frame');
    assert.equal(await classes(1), 'scroll-frame');
  });
});
