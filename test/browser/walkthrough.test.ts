import assert from 'node:assert/strict';
import type { DomElement } from '../host/domElement.ts';
import { Panel } from '../host/panel.ts';
import { useEditor, withoutKeys, type TestEditor } from '../support/testEditor.ts';

/** The steps, each with a shape that only its image has. */
const SHAPES = {
  key: 'rect[width="400"]',
  suggestion: 'rect[width="84"]',
  chat: 'rect[width="184"]',
  models: 'rect[width="232"]',
};
const STEPS = Object.keys(SHAPES);

describe('the walkthrough', () => {
  let editor: TestEditor;
  let usual: { width: number; height: number } | undefined;

  useEditor(withoutKeys, (shared) => {
    editor = shared;
  });

  before(async () => {
    const { page } = editor.session;
    usual = page.viewportSize() ?? undefined;
    // Wide enough for the images beside the steps.
    await page.setViewportSize({ width: 1700, height: 900 });
  });
  after(async () => {
    if (usual) await editor.session.page.setViewportSize(usual);
  });

  const steps = () => editor.session.page.locator('.getting-started-step');
  const click = (button: string) =>
    steps().getByRole('button', { name: button, exact: true }).click();

  /** Opens the walkthrough at a step. */
  async function open(step: string): Promise<void> {
    // A visible walkthrough needs no Command Palette, which the message box would take the focus from.
    if (!(await steps().first().isVisible())) {
      await editor.session.runCommand('Welcome: Open Walkthrough...');
      await editor.session.pick('Get Started with Codestral');
      await steps().first().waitFor();
    }
    if ((await steps().nth(STEPS.indexOf(step)).getAttribute('aria-expanded')) !== 'true')
      await steps().nth(STEPS.indexOf(step)).click();
  }

  /** The names of the completed steps. */
  function done(): Promise<string[]> {
    return steps().evaluateAll((all: DomElement[]) =>
      all
        .filter((step) => step.querySelector('.codicon.complete'))
        .map((step) => step.getAttribute('data-step-id')?.split('#').at(-1) ?? ''),
    );
  }

  /** The color of a shape once the theme has set one. */
  async function color(shape: string): Promise<string> {
    let found: string | undefined;
    await editor.until(`the shape ${shape}`, async () => {
      const fills = editor.session.page.frames().map((frame) =>
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
    await editor.until(`the steps ${names.join()}`, async () => {
      return (await done()).join() === names.join();
    });
  }

  it('shows each step with an image in the theme’s colors', async () => {
    for (const [step, shape] of Object.entries(SHAPES)) {
      await open(step);
      await color(shape);
    }
    const [last = ''] = Object.values(SHAPES).slice(-1);
    const dark = await color(last);
    await editor.session.runCommand('Preferences: Toggle between Light/Dark Themes');
    await editor.until('another color', async () => (await color(last)) !== dark);
    await editor.session.runCommand('Preferences: Toggle between Light/Dark Themes');
    assert.deepEqual(await done(), []);
  });

  it('completes each step through its action', async () => {
    await open('key');
    await click('Set Mistral API Key');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Mistral API key');
    await input.fill(editor.server.mistral.key);
    await input.accept();
    await editor.waitForNotification('The Mistral key is stored.');
    await untilDone('key');

    await open('suggestion');
    await click('Open a New File');
    editor.server.answer(['return cart.length;']);
    await editor.session.page
      .locator('.editor-group-container.active .editor-instance:focus-within')
      .waitFor();
    await editor.waitForSuggestion('function count(cart) {\n', /return cart/);
    await editor.session.press('Tab');
    await open('suggestion');
    await untilDone('key', 'suggestion');

    await open('chat');
    await click('Open Chat');
    await untilDone('key', 'suggestion', 'chat');
    // The message box takes the focus when it appears, and a picker without focus closes.
    const { box } = await Panel.find(editor.session.page);
    await editor.until('the focus in the chat', () =>
      box.evaluate((field) => field === document.activeElement && document.hasFocus()),
    );

    await open('models');
    await click('Select Chat Model');
    await input.waitUntilOpen('Chat model');
    await input.cancel();
    await untilDone(...STEPS);
  });
});
