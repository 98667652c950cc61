import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { RequestRecord } from '../server/protocol.ts';
import { keyOfEnvironment, useEditor, type TestEditor } from '../support/testEditor.ts';

describe('searching the codebase', () => {
  let editor: TestEditor;

  useEditor(keyOfEnvironment, (shared) => {
    editor = shared;
  });

  const embeddings = (): readonly RequestRecord[] =>
    editor.server.requests.filter(({ path }) => path === '/v1/embeddings');
  const saveScreenshot = (name: string): Promise<unknown> =>
    editor.session.screenshot(join('.vscode-test', `codebase-${name}.png`));

  async function search(text: string): Promise<readonly string[]> {
    await editor.session.runCommand('Codestral: Search Codebase');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Search Codebase');
    await input.fill(text);
    const labels = async () => (await input.rows()).map(({ label }) => label);
    await editor.until('results', async () => (await labels()).length > 0);
    return labels();
  }

  it('finds code by its words, shows it, and sends nothing', async () => {
    const labels = await search('which window writes a chat');
    assert.ok(
      labels.slice(0, 5).some((label) => label.startsWith('ChatWriter')),
      labels.join(),
    );
    const file = editor.session.page.locator('.tab.active', { hasText: '.ts' });
    await file.waitFor();
    await saveScreenshot('words');
    await editor.session.quickInput().cancel();
    // A preview that opens late would close the next picker.
    await editor.session.page
      .locator('.editor-group-container.active .editor-instance:focus-within')
      .waitFor();
    assert.deepEqual(embeddings(), []);
  });

  it('indexes after the consent, can be paused, and then searches by meaning', async () => {
    const { page } = editor.session;
    const dialog = page.locator('.monaco-dialog-box');
    await editor.session.runCommand('Codestral: Index Codebase');
    await dialog.waitFor();
    await saveScreenshot('consent');
    assert.match(
      (await dialog.textContent()) ?? '',
      /about \d+K tokens, \$0\.\d+, \d minutes? on the free plan/,
    );
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(embeddings(), []);
    await editor.session.runCommand('Codestral: Index Codebase');
    await dialog.getByRole('button', { name: 'Index Codebase' }).click();
    const link = (name: string) =>
      page.locator('.notifications-toasts').getByRole('link', { name });
    await link('Pause').click();
    await link('Resume').waitFor();
    await saveScreenshot('paused');
    await editor.server.idle();
    const { length: before } = embeddings();
    await page.waitForTimeout(2_500);
    assert.equal(embeddings().length, before, 'nothing is sent while it is paused');
    await link('Resume').click();
    await editor.waitForNotification(/sections of code can be found by meaning/);
    const { length: after } = embeddings();
    assert.ok(after > before);
    const labels = await search('lock for a conversation');
    assert.ok(labels.length > 3 && !labels.at(-1)?.startsWith('Index'));
    await saveScreenshot('meaning');
    await editor.until('the question', () => embeddings().length === after + 1);
    await editor.session.quickInput().accept();
  });
});
