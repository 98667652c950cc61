import assert from 'node:assert/strict';
import type { Drawn } from '../host/drawn.ts';
import { Panel } from '../host/panel.ts';
import { Stage } from './support.ts';

/** The steps, each with a shape that its picture alone has. */
const SHAPES = {
  key: 'rect[width="400"]',
  suggestion: 'rect[width="84"]',
  chat: 'rect[width="184"]',
  models: 'rect[width="232"]',
};
const STEPS = Object.keys(SHAPES);

describe('the walkthrough', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set();
    // Pictures stand beside the steps where there is room.
    await stage.session.page.setViewportSize({ width: 1700, height: 900 });
  });
  afterEach(async function () {
    await stage.picture(this.currentTest);
  });
  after(() => stage.strike());

  const steps = () => stage.session.page.locator('.getting-started-step');
  const click = (button: string) =>
    steps().getByRole('button', { name: button, exact: true }).click();

  /** Opens the walkthrough at a step. */
  async function open(step: string): Promise<void> {
    // On screen it needs no palette, which the chat's box would take the focus from.
    if (!(await steps().first().isVisible())) {
      await stage.session.runCommand('Welcome: Open Walkthrough...');
      await stage.session.pick('Begin with Codestral');
      await steps().first().waitFor();
    }
    if ((await steps().nth(STEPS.indexOf(step)).getAttribute('aria-expanded')) !== 'true')
      await steps().nth(STEPS.indexOf(step)).click();
  }

  /** The names of the steps that are done. */
  function done(): Promise<string[]> {
    return steps().evaluateAll((all: Drawn[]) =>
      all
        .filter((step) => step.querySelector('.codicon.complete'))
        .map((step) => step.getAttribute('data-step-id')?.split('#').at(-1) ?? ''),
    );
  }

  /** The colour of a shape, once it is drawn in one: without the theme's, shapes have none. */
  async function colour(shape: string): Promise<string> {
    let found: string | undefined;
    await stage.until(`the shape ${shape}`, async () => {
      const fills = stage.session.page.frames().map((frame) =>
        frame
          .locator(`svg ${shape}`)
          .first()
          .evaluate((drawn) => getComputedStyle(drawn).fill, undefined, { timeout: 500 })
          .catch(() => 'none'),
      );
      found = (await Promise.all(fills)).find((fill) => fill !== 'none');
      return found !== undefined;
    });
    return found ?? '';
  }

  async function untilDone(...names: string[]): Promise<void> {
    await stage.until(`the steps ${names.join()}`, async () => {
      return (await done()).join() === names.join();
    });
  }

  it('shows each step with its picture, in the colours of the theme', async () => {
    for (const [step, shape] of Object.entries(SHAPES)) {
      await open(step);
      await colour(shape);
    }
    const [last = ''] = Object.values(SHAPES).slice(-1);
    const dark = await colour(last);
    await stage.session.runCommand('Preferences: Toggle between Light/Dark Themes');
    await stage.until('another colour', async () => (await colour(last)) !== dark);
    await stage.session.runCommand('Preferences: Toggle between Light/Dark Themes');
    assert.deepEqual(await done(), []);
  });

  it('is done step by step by doing what it says', async () => {
    await open('key');
    await click('Set Mistral API Key');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('Mistral API key');
    await input.fill(stage.server.mistral.key);
    await input.accept();
    await stage.told('The Mistral key is stored.');
    await untilDone('key');

    await open('suggestion');
    await click('Open a New File');
    stage.server.answer(['return cart.length;']);
    await stage.session.page
      .locator('.editor-group-container.active .editor-instance:focus-within')
      .waitFor();
    await stage.suggested('function count(cart) {\n', /return cart/);
    await stage.session.press('Tab');
    await open('suggestion');
    await untilDone('key', 'suggestion');

    await open('chat');
    await click('Open Chat');
    await untilDone('key', 'suggestion', 'chat');
    // It takes the focus once it is there, and a picker that loses the focus closes.
    const { box } = await Panel.find(stage.session.page);
    await stage.until('the focus in the chat', () =>
      box.evaluate((field) => field === document.activeElement && document.hasFocus()),
    );

    await open('models');
    await click('Select Chat Model');
    await input.waitUntilOpen('Chat model');
    await input.cancel();
    await untilDone(...STEPS);
  });
});
