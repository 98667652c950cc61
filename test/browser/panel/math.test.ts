import assert from 'node:assert/strict';
import { violationsInThemes } from '../../support/themes.ts';
import { answer, panelState, question } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

const FORMULAS =
  'The area is $\\pi r^2$, so\n\n$$\n\\int_0^1 x^2 \\, dx\n= \\frac{1}{3}\n$$\n\nholds.';

describe('formulas in the panel', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  const open = async (text: string, options = {}): Promise<void> => {
    const turns = [question('q1'), answer('a1', { text })];
    panel = await PanelPage.open(
      panelServer,
      { state: panelState({ session: { turns } }) },
      options,
    );
  };
  const isLoaded = (): boolean => panel.requests.some((url) => url.endsWith('/math.js'));

  it('are rendered as MathML under the policy, by a library that is loaded with the first one', async () => {
    await open('No formula: $5 and `$a$`.');
    await panel.settled();
    assert.ok(!isLoaded());
    await panel.send({ type: 'turn', turn: answer('a1', { text: FORMULAS }) });
    await panel.page.locator('.answer-text math mfrac').waitFor();
    assert.ok(isLoaded());
    assert.equal(await panel.page.locator('.answer-text math').count(), 2);
    assert.equal(await panel.page.locator('.math-scroll > .math > math').count(), 1);
    assert.deepEqual(await panel.host(({ violations }) => violations), []);
  });

  it('show their TeX while they stream and if it is not valid', async () => {
    await open('$$\n\\frac{a}{\n\n');
    assert.match((await panel.page.locator('.answer-text').textContent()) ?? '', /\\frac\{a\}/);
    await panel.send({
      type: 'turn',
      turn: answer('a1', { text: 'a $\\frac{1}{2}$ b $\\unknown{$ c' }),
    });
    await panel.page.locator('math').first().waitFor();
    assert.equal(await panel.page.locator('math').count(), 1);
    assert.match(
      (await panel.page.locator('.answer-text').textContent()) ?? '',
      /\$\\unknown\{\$ c$/,
    );
  });

  const hostile: Readonly<Record<string, string>> = {
    'deep nesting': `$$${'{'.repeat(1_500)}x${'}'.repeat(1_500)}$$`,
    'deep exponents': `$$${'x^{'.repeat(900)}x${'}'.repeat(900)}$$`,
    'a macro that calls itself': '$\\def\\a{\\a\\a}\\a$',
    'a macro that doubles': '$\\def\\a#1{#1#1#1#1}\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}$',
    'a huge box': '$\\rule{9999em}{9999em}$',
    'a link': '$\\href{javascript:alert(1)}{x}$',
    'an image': '$\\includegraphics{https://evil.test/a.png}$',
    'an id and a class': '$\\htmlId{panel}{x} \\class{jump}{y}$',
    'a label': '$$\\begin{equation}x\\label{panel}\\end{equation}$$',
    'many formulas': '$x_1^2$ '.repeat(900),
  };
  for (const [name, text] of Object.entries(hostile)) {
    it(`survive ${name}`, async () => {
      await open(`${text}\n\n$done$`);
      await panel.page.locator('.answer-text .math').last().locator('math').waitFor();
      const bad = await panel.page.evaluate(() => ({
        links: document.querySelectorAll('.math a, .math img, .math [href], .math [src]').length,
        named: document.querySelectorAll('.math [id], .math [class]').length,
        wide: document.documentElement.scrollWidth > innerWidth,
      }));
      assert.deepEqual(bad, { links: 0, named: 0, wide: false });
      assert.deepEqual(await panel.host(({ violations }) => violations), []);
    });
  }

  it('have no axe violations in any theme, at 200 pixels', async () => {
    await open(FORMULAS, { width: 200, bypassCSP: true });
    await panel.page.locator('.answer-text math mfrac').waitFor();
    assert.deepEqual(await violationsInThemes(panel.page), []);
  });
});
