import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { QuickRow } from '../host/quickInput.ts';
import { onMistral, TestEditor } from '../support/testEditor.ts';

/** The server build counts as a remote window. */
const REMARK = 'Requests are sent from the machine the code is on';

describe('keys', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.start();
  });

  after(() => editor.stop());

  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
    await editor.session.runCommand('Notifications: Clear All Notifications');
    // VS Code shows at most three messages within 800 ms.
    await editor.session.page.waitForTimeout(1_000);
  });

  async function enter(service: 'Mistral' | 'Codestral', key: string): Promise<void> {
    await editor.session.runCommand(`Codestral: Set ${service} API Key`);
    const input = editor.session.quickInput();
    await input.waitUntilOpen(`${service} API key`);
    assert.equal(await input.masked(), true);
    await input.fill(key);
    await input.accept();
  }

  it('rejects an empty key', async () => {
    await enter('Mistral', '   ');
    await editor.complained(/No key found/);
    await editor.session.quickInput().cancel();
    assert.equal(editor.server.requests.length, 0);
  });

  it('rejects a key with a space in the input box', async () => {
    await enter('Mistral', 'two words');
    await editor.complained(/can’t contain spaces/);
    await editor.session.quickInput().cancel();
    assert.equal(editor.server.requests.length, 0);
  });

  const button = (name: string) =>
    editor.session.page.locator('.quick-input-widget').getByRole('button', { name, exact: true });

  it('tests a wrong key only at its own service and keeps the input box open', async () => {
    await enter('Mistral', 'wrong-key');
    await editor.complained(/Mistral rejected this key/);
    assert.deepEqual(
      editor.server.requests.map(({ service, path }) => [service, path]),
      [['mistral', '/v1/models']],
    );
    await button('Try with Codestral').waitFor();
    await editor.session.screenshot(join('.vscode-test', 'key-rejected.png'));
    // Another key is a new attempt.
    await editor.session.quickInput().fill('other-key');
    await button('Try with Codestral').waitFor({ state: 'hidden' });
    await editor.session.quickInput().cancel();
    assert.equal(editor.server.requests.length, 1);
  });

  it('tests a key at the other service on request and stores it at once', async () => {
    editor.server.reset();
    await enter('Mistral', `"${editor.server.codestral.key}"\n`);
    await editor.complained(/Mistral rejected this key/);
    await button('Try with Codestral').click();
    await editor.reported('The Codestral key is stored.');
    assert.equal(await editor.session.quickInput().isOpen(), false);
    assert.deepEqual(
      editor.server.requests.map(({ service, valid }) => [service, valid]),
      [
        ['mistral', false],
        ['codestral', true],
      ],
    );
  });

  it('uses the stored key at once', async () => {
    editor.server.reset();
    await editor.session.openFile('shapes.py');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.type('\ndef area_of_circle(radius):\n');
    await editor.session.waitForGhostText();
    assert.ok(editor.server.requests.length > 0);
    for (const { service, valid, headers } of editor.server.requests) {
      assert.deepEqual([service, valid], ['codestral', true]);
      assert.equal(headers.authorization, `Bearer ${editor.server.codestral.key}`);
    }
  });

  /** The rows of Manage API Keys by their labels. */
  async function rows(): Promise<ReadonlyMap<string, QuickRow>> {
    const input = editor.session.quickInput();
    await input.waitUntilOpen('API keys');
    return new Map((await input.rows()).map((row) => [row.label, row]));
  }

  /** Waits until Manage API Keys shows this status of the Codestral key. */
  async function said(what: RegExp): Promise<void> {
    await editor.until(String(what), async () =>
      what.test((await rows()).get('Test Codestral Key')?.detail ?? ''),
    );
  }

  it('shows masked keys with their source and status', async () => {
    await editor.session.runCommand('Codestral: Manage API Keys');
    const shown = await rows();
    await editor.session.quickInput().cancel();
    assert.deepEqual(
      [...shown.keys()],
      [
        ...['Set Mistral Key', 'Test Codestral Key', 'Replace Codestral Key'],
        ...['Remove Codestral Key', REMARK],
      ],
    );
    assert.equal(shown.get('Set Mistral Key')?.description, 'not set (optional)');
    assert.equal(shown.get('Test Codestral Key')?.description, '•••• -key · stored');
    assert.match(
      shown.get('Test Codestral Key')?.detail ?? '',
      /^accepted (just now|1 min ago) · http:\/\/127/,
    );
    assert.ok(!JSON.stringify([...shown.values()]).includes(editor.server.codestral.key));
  });

  it('tests a key at its own service and shows the result', async () => {
    editor.server.reset();
    const input = editor.session.quickInput();
    await editor.session.runCommand('Codestral: Manage API Keys');
    await input.pick('Test Codestral Key');
    await editor.reported('Codestral accepted the key.');
    assert.deepEqual(
      editor.server.requests.map(({ service, valid }) => [service, valid]),
      [['codestral', true]],
    );
    await said(/^accepted just now/);
    editor.server.fault({ kind: 'error', body: 'unauthorizedApp' });
    await input.pick('Test Codestral Key');
    await said(/^rejected just now/);
    await editor.server.configure({ refuse: ['codestral'] });
    await input.pick('Test Codestral Key');
    await said(/^check failed just now: Could not reach Codestral/);
    await editor.server.configure({ refuse: [] });
    // The selected row is still focused.
    await input.acceptFirst('Test Codestral Key');
    await said(/^accepted just now/);
    await input.cancel();
  });

  it('cancels a slow test without a change', async () => {
    editor.server.fault({ kind: 'stallBeforeHeaders' });
    await editor.session.runCommand('Codestral: Manage API Keys');
    await editor.session.pick('Test Codestral Key');
    await editor.answer(/Checking the key with Codestral/, 'Cancel');
    await said(/^accepted/);
    await editor.session.quickInput().cancel();
  });

  it('removes a key after confirmation', async () => {
    await editor.session.runCommand('Codestral: Manage API Keys');
    const { page } = editor.session;
    const dialog = page.locator('.monaco-dialog-box');
    await editor.session.pick('Remove Codestral Key');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await said(/^accepted/);
    await editor.session.pick('Remove Codestral Key');
    assert.match((await dialog.textContent()) ?? '', /Codestral doesn’t need a key at its URL/);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await editor.reported('The Codestral key was removed.');
    await editor.until('the empty slot', async () => (await rows()).has('Set Codestral Key'));
    assert.ok(!(await rows()).has('Test Codestral Key'));
    await editor.session.quickInput().cancel();
  });

  it('offers to store a key while the service is unreachable', async () => {
    await editor.server.configure({ refuse: ['mistral'] });
    await enter('Mistral', editor.server.mistral.key);
    await editor.complained(/Couldn’t check the key\./);
    await button('Store Anyway').click();
    await editor.reported('The Mistral key is stored.');
    await editor.server.configure({ refuse: [] });
  });
});

describe('a key of the environment', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.start({
      ...onMistral,
      settings: (server) => ({
        ...onMistral.settings?.(server),
        'codestral.services.codestral.url': 'http://codestral.example',
        'codestral.completion.delay': 0,
      }),
    });
  });
  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
  });
  after(() => editor.stop());

  it('can be tested but not removed; an unencrypted URL is marked', async () => {
    const input = editor.session.quickInput();
    await editor.session.runCommand('Codestral: Manage API Keys');
    await input.waitUntilOpen('API keys');
    const shown = await input.rows();
    assert.deepEqual(
      shown.map(({ label, description }) => [label, description]),
      [
        ['Test Mistral Key', '•••• -key · from environment variable MISTRAL_API_KEY'],
        ['Set Mistral Key', ''],
        ['Set Codestral Key', 'not set (optional)'],
        [REMARK, ''],
      ],
    );
    assert.match(shown[0]?.detail ?? '', /^not checked yet/);
    assert.match(shown[2]?.detail ?? '', /not encrypted/);
    await input.pick('Test Mistral Key');
    await editor.reported('Mistral accepted the key.');
    await input.waitUntilOpen('API keys');
    assert.match((await input.rows())[0]?.detail ?? '', /^accepted just now/);
    await input.cancel();
  });

  it('shows no notification when rejected, and the menu leads to the keys', async () => {
    await editor.session.runCommand('Notifications: Clear All Notifications');
    editor.server.fault({ kind: 'error', body: 'unauthorizedApp' }, { times: Infinity });
    await editor.session.openFile('shapes.py');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.type('xy');
    const { background } = await editor.status(/Mistral rejected the API key/);
    assert.equal(background, 'error');
    assert.deepEqual(await editor.session.notifications(), []);
    await editor.session.runCommand('Codestral: Show Menu');
    await editor.session.quickInput().waitUntilOpen('Codestral');
    assert.equal(
      (await editor.session.quickInput().rows())[0]?.label,
      'Mistral rejected the API key.',
    );
    // Manage API Keys is the row that Enter runs.
    await editor.session.quickInput().acceptFirst('Manage API Keys');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('API keys');
    assert.match((await input.rows())[0]?.detail ?? '', /^rejected (just now|\d min ago)/);
    await input.cancel();
  });

  it('is reported once on demand and works again after a successful test', async () => {
    await editor.session.runCommand('View: Focus Active Editor Group');
    const ask = () => editor.session.runCommand('Trigger Inline Suggestion');
    await ask();
    await editor.reported('Codestral: Mistral rejected the API key.');
    await ask();
    await editor.session.press('ControlOrMeta+End');
    await ask();
    const messages = await editor.session.notifications();
    assert.equal(messages.filter((message) => message.includes('rejected')).length, 1);
    editor.server.reset();
    await editor.session.runCommand('Codestral: Manage API Keys');
    await editor.session.pick('Test Mistral Key');
    await editor.reported('Mistral accepted the key.');
    await editor.session.quickInput().cancel();
    await editor.status(/Completions are ready/);
  });
});
