import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Panel } from '../host/panel.ts';
import type { QuickRow } from '../host/quickInput.ts';
import { REMOTE_REMARK, useEditor, withoutKeys, type TestEditor } from '../support/testEditor.ts';

/** After the walkthrough, in which a Mistral key was entered. */
describe('keys', () => {
  let editor: TestEditor;

  useEditor(withoutKeys, (shared) => {
    editor = shared;
  });

  beforeEach(async () => {
    await editor.clear();
    await editor.session.runCommand('Notifications: Clear All Notifications');
  });

  const button = (name: string) =>
    editor.session.page.locator('.quick-input-widget').getByRole('button', { name, exact: true });

  async function enter(service: 'Mistral' | 'Codestral', key: string): Promise<void> {
    await editor.session.runCommand(`Codestral: Set ${service} API Key`);
    const input = editor.session.quickInput();
    await input.waitUntilOpen(`${service} API key`);
    assert.equal(await input.isMasked(), true);
    await input.fill(key);
    await input.accept();
  }

  /** The rows of Manage API Keys by their labels. */
  async function rows(): Promise<ReadonlyMap<string, QuickRow>> {
    const input = editor.session.quickInput();
    await input.waitUntilOpen('API keys');
    return new Map((await input.rows()).map((row) => [row.label, row]));
  }

  /** Waits until Manage API Keys shows this status of the key of a service. */
  async function said(service: 'Mistral' | 'Codestral', what: RegExp): Promise<void> {
    // The first row of the service has it, which is another one while its key is rejected.
    await editor.until(String(what), async () =>
      [...(await rows()).values()].some(
        ({ label, detail }) => label.endsWith(`${service} Key`) && what.test(detail),
      ),
    );
  }

  /** The services that requests were sent to, and whether the key was right. */
  const asked = () => editor.server.requests.map(({ service, valid }) => [service, valid]);

  /** Asks the chat; resolves to the services that it asked. */
  async function chatServices(): Promise<readonly unknown[]> {
    await editor.session.runCommand('Codestral: New Chat');
    const panel = await Panel.find(editor.session.page);
    await panel.ask('hello');
    const chats = editor.server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    return chats.map(({ service, valid }) => [service, valid]);
  }

  /** Types until a completion is shown; resolves to the services that were asked for one. */
  async function completionServices(name: string): Promise<readonly unknown[]> {
    editor.server.answer('return 3 * radius');
    await editor.session.openFile('shapes.py');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.type(`\ndef ${name}(radius):\n`);
    await editor.session.waitForGhostText();
    await editor.session.press('Tab');
    return editor.requests.map(({ service, valid }) => [service, valid]);
  }

  it('are shown masked with their source and status, and removed after confirmation', async () => {
    const { page } = editor.session;
    const dialog = page.locator('.monaco-dialog-box');
    await editor.session.runCommand('Codestral: Manage API Keys');
    const shown = await rows();
    assert.deepEqual(
      [...shown.keys()],
      [
        ...['Test Mistral Key', 'Replace Mistral Key', 'Remove Mistral Key', 'Set Codestral Key'],
        REMOTE_REMARK,
      ],
    );
    assert.equal(shown.get('Test Mistral Key')?.description, '•••• -key · stored');
    assert.match(
      shown.get('Test Mistral Key')?.detail ?? '',
      /^accepted (just now|1 min ago) · http:\/\/127/,
    );
    assert.equal(shown.get('Set Codestral Key')?.description, 'not set (optional)');
    assert.ok(!JSON.stringify([...shown.values()]).includes(editor.server.mistral.key));
    await editor.session.pick('Remove Mistral Key');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await said('Mistral', /^accepted/);
    await editor.session.pick('Remove Mistral Key');
    assert.match((await dialog.textContent()) ?? '', /Mistral doesn’t need a key at its URL/);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await editor.waitForNotification('The Mistral key was removed.');
    await editor.until('the empty slot', async () => (await rows()).has('Set Mistral Key'));
    assert.ok(!(await rows()).has('Test Mistral Key'));
    await editor.session.quickInput().cancel();
  });

  it('are tested at their own service, and at the other one on request', async () => {
    const input = editor.session.quickInput();
    await enter('Mistral', '   ');
    await editor.waitForValidationMessage(/No key found/);
    await input.fill('two words');
    await input.accept();
    await editor.waitForValidationMessage(/can’t contain spaces/);
    assert.deepEqual(asked(), []);
    await input.fill('wrong-key');
    await input.accept();
    await editor.waitForValidationMessage(/Mistral rejected this key/);
    assert.deepEqual(
      editor.server.requests.map(({ service, path }) => [service, path]),
      [['mistral', '/v1/models']],
    );
    await button('Try with Codestral').waitFor();
    await editor.session.screenshot(join('.vscode-test', 'key-rejected.png'));
    // Another key is a new attempt.
    await input.fill(`"${editor.server.codestral.key}"`);
    await button('Try with Codestral').waitFor({ state: 'hidden' });
    await input.accept();
    await button('Try with Codestral').click();
    await editor.waitForNotification('The Codestral key is stored.');
    assert.equal(await input.isOpen(), false);
    assert.deepEqual(asked(), [
      ['mistral', false],
      ['mistral', false],
      ['codestral', true],
    ]);
  });

  it('are used at once', async () => {
    const services = await completionServices('area_of_circle');
    assert.ok(services.length > 0);
    for (const { service, valid, headers } of editor.server.requests) {
      assert.deepEqual([service, valid], ['codestral', true]);
      assert.equal(headers.authorization, `Bearer ${editor.server.codestral.key}`);
    }
  });

  it('are tested again on request, with the result', async () => {
    const input = editor.session.quickInput();
    await editor.session.runCommand('Codestral: Manage API Keys');
    await input.pick('Test Codestral Key');
    await editor.waitForNotification('Codestral accepted the key.');
    assert.deepEqual(asked(), [['codestral', true]]);
    await said('Codestral', /^accepted just now/);
    editor.server.fault({ kind: 'error', body: 'unauthorizedApp' });
    await input.pick('Test Codestral Key');
    await said('Codestral', /^rejected just now/);
    await editor.server.configure({ refuse: ['codestral'] });
    await input.pick('Test Codestral Key');
    await said('Codestral', /^check failed just now: Couldn’t reach Codestral/);
    await editor.server.configure({ refuse: [] });
    // The selected row is still focused.
    await input.acceptFirst('Test Codestral Key');
    await said('Codestral', /^accepted just now/);
    // A slow test can be canceled, which changes nothing.
    editor.server.fault({ kind: 'stallBeforeHeaders' });
    await editor.session.pick('Test Codestral Key');
    await editor.pressNotificationButton(/Testing the key with Codestral/, 'Cancel');
    await said('Codestral', /^accepted/);
    await input.cancel();
  });

  it('are stored on request while the service is unreachable, and both are used', async () => {
    await editor.server.configure({ refuse: ['mistral'] });
    await enter('Mistral', editor.server.mistral.key);
    await editor.waitForValidationMessage(/Couldn’t check the key\./);
    await button('Store Anyway').click();
    await editor.waitForNotification('The Mistral key is stored, but it couldn’t be checked.');
    await editor.server.configure({ refuse: [] });
    const completions = await completionServices('area_of_ring');
    assert.ok(completions.length > 0);
    for (const each of completions) assert.deepEqual(each, ['codestral', true]);
    assert.deepEqual(await chatServices(), [['mistral', true]]);
  });
});
