import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FimBody } from '../server/protocol.ts';
import { keyOfEnvironment, useEditor, type TestEditor } from '../support/testEditor.ts';

describe('model pickers', () => {
  let editor: TestEditor;

  // The first suite with this editor, which has not loaded the list yet.
  useEditor(keyOfEnvironment, (shared) => {
    editor = shared;
  });

  afterEach(async () => {
    await editor.session.runCommand('Notifications: Clear All Notifications');
  });

  const lists = (): number =>
    editor.server.requests.filter(({ path }) => path === '/v1/models').length;
  const labels = async (): Promise<readonly string[]> =>
    (await editor.session.quickInput().rows()).map(({ label }) => label);
  const detail = async (wanted: string): Promise<string> =>
    (await editor.session.quickInput().rows()).find(({ label }) => label === wanted)?.detail ?? '';

  async function open(feature: 'Completion' | 'Chat'): Promise<void> {
    await editor.session.runCommand(`Codestral: Select ${feature} Model`);
    await editor.session.quickInput().waitUntilOpen(`${feature} model · Mistral`);
    await editor.until('the list', async () => (await labels()).length > 3);
  }

  const saveScreenshot = (name: string): Promise<unknown> =>
    editor.session.screenshot(join('.vscode-test', `models-${name}.png`));

  it('lists each completion model once and the problem of the selected one', async () => {
    await open('Completion');
    await editor.until('the fine-tuned model', async () =>
      (await labels()).some((label) => label.startsWith('ft:')),
    );
    await saveScreenshot('completion');
    const all = await labels();
    assert.equal(all[0], 'Switch to codestral-latest');
    assert.match(
      await detail(all[0]),
      /^codestral-2507 is deprecated and will be retired on Jan 31, 2099/,
    );
    assert.deepEqual(
      all.filter((label) => label.includes('codestral-2508')),
      ['codestral-latest → codestral-2508', 'ft:codestral-2508:587a6b29:20260514:7e773925'],
    );
    assert.ok(!all.some((label) => label.startsWith('mistral-')), all.join());
    assert.match(
      await detail('codestral-latest → codestral-2508'),
      /^256K tokens · \$0\.30 in \/ \$0\.90 out per 1M tokens · code completion · tools$/,
    );
    assert.match(
      await detail('codestral-2507'),
      /^until Jan 31, 2099 · use codestral-latest instead · 32K/,
    );
    assert.equal(lists(), 1);
  });

  it('switches to the replacement', async () => {
    await open('Completion');
    await editor.session.quickInput().pick('Switch to codestral-latest');
    await editor.until('the switch', async () => {
      await open('Completion');
      const all = await labels();
      await editor.session.quickInput().cancel();
      return !all.some((label) => label.startsWith('Switch'));
    });
    await editor.write('area.py', 'def area_of_circle(radius):\n');
    await editor.waitForSuggestion('    ', /./);
    assert.equal((editor.requests.at(-1)?.body as FimBody).model, 'codestral-latest');
  });

  it('loads the list once for both pickers and again on refresh', async () => {
    await open('Chat');
    const all = await labels();
    assert.ok(all.includes('mistral-medium-latest → mistral-medium-2604'), all.join());
    assert.ok(!all.some((label) => label.includes('embed')), all.join());
    await saveScreenshot('chat');
    assert.equal(lists(), 1);
    await editor.session.page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await editor.until('a second request', () => lists() === 2);
    await editor.session.quickInput().cancel();
  });

  it('warns about a retired model and offers a replacement', async () => {
    await open('Chat');
    await editor.session.quickInput().fill('mistral-medium-2508');
    await editor.session.quickInput().pick('mistral-medium-2508');
    await saveScreenshot('warning');
    await editor.pressNotificationButton(
      'mistral-medium-2508 was retired on',
      'Switch to mistral-medium-latest',
    );
    await editor.until('the switch', async () => {
      await open('Chat');
      const rows = await editor.session.quickInput().rows();
      await editor.session.quickInput().cancel();
      return rows.some(
        ({ label, description }) =>
          label === 'mistral-medium-latest → mistral-medium-2604' && description === 'in use',
      );
    });
  });

  it('accepts a typed model name', async () => {
    await open('Completion');
    await editor.session.quickInput().fill('codestral-2508');
    await editor.session.quickInput().pick('Use “codestral-2508”');
    await editor.until('the choice', async () => {
      await open('Completion');
      const rows = await editor.session.quickInput().rows();
      await editor.session.quickInput().cancel();
      const row = rows.find(({ label }) => label === 'codestral-latest → codestral-2508');
      return row?.description === 'in use as codestral-2508';
    });
  });

  it('reports that the list cannot be loaded and still offers models', async () => {
    await editor.server.configure({ refuse: ['mistral'] });
    await open('Completion');
    await editor.session.page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await editor.until('the failure', async () =>
      (await labels()).includes('Couldn’t load the model list.'),
    );
    await saveScreenshot('failure');
    assert.ok((await labels()).includes('codestral-latest → codestral-2508'));
    await editor.session.quickInput().cancel();
    await editor.server.configure({ refuse: [] });
  });
});
