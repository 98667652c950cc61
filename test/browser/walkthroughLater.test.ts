import { keyOfEnvironment, useEditor, type TestEditor } from '../support/testEditor.ts';

describe('the walkthrough, opened later', () => {
  let editor: TestEditor;

  useEditor(keyOfEnvironment, (shared) => {
    editor = shared;
  });

  it('has the steps completed that were done before', async () => {
    const { session } = editor;
    editor.server.answer(['price * quantity']);
    await editor.write('early.py', 'total =');
    await editor.waitForSuggestion(' ', /price/);
    await session.press('Tab');
    await session.runCommand('Codestral: Select Completion Model');
    await session.quickInput().waitUntilOpen('Completion model');
    await session.quickInput().cancel();
    await session.runCommand('Welcome: Open Walkthrough...');
    await session.pick('Get Started with Codestral');
    const steps = session.page.locator('.getting-started-step');
    await steps.first().waitFor();
    const done = steps.filter({ has: session.page.locator('.codicon.complete') });
    await editor.until('three completed steps', async () => (await done.count()) === 3);
    await session.screenshot('.vscode-test/walkthrough-later.png');
  });
});
