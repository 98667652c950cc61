import assert from 'node:assert/strict';
import {
  keyOfEnvironment,
  REMOTE_REMARK,
  useEditor,
  type TestEditor,
} from '../support/testEditor.ts';

describe('a key of the environment', () => {
  let editor: TestEditor;

  useEditor(keyOfEnvironment, (shared) => {
    editor = shared;
  });

  before(async () => {
    await editor.clear();
    await editor.session.runCommand('Notifications: Clear All Notifications');
  });
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
        [REMOTE_REMARK, ''],
      ],
    );
    assert.match(shown[0]?.detail ?? '', /^accepted/);
    assert.match(shown[2]?.detail ?? '', /not encrypted/);
    await input.pick('Test Mistral Key');
    await editor.waitForNotification('Mistral accepted the key.');
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
    const { background } = await editor.waitForStatus(/Mistral rejected the API key/);
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
    await editor.waitForNotification('Codestral: Mistral rejected the API key.');
    await ask();
    await editor.session.press('ControlOrMeta+End');
    await ask();
    const messages = await editor.session.notifications();
    assert.equal(messages.filter((message) => message.includes('rejected')).length, 1);
    editor.server.reset();
    await editor.session.runCommand('Codestral: Manage API Keys');
    await editor.session.pick('Test Mistral Key');
    await editor.waitForNotification('Mistral accepted the key.');
    await editor.session.quickInput().cancel();
    await editor.waitForStatus(/Completions are ready/);
  });
});

describe('the status item', () => {
  let editor: TestEditor;

  useEditor(keyOfEnvironment, (shared) => {
    editor = shared;
  });

  before(async () => {
    await editor.clear();
    await editor.session.openFile('src/cart.ts');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.runCommand('Notifications: Clear All Notifications');
  });

  it('shows an error that passes, without a notification, until it is over', async () => {
    assert.equal((await editor.waitForStatus(/Completions are ready/)).background, 'none');
    editor.server.fault({ kind: 'error', body: 'internal' }, { times: Infinity });
    await editor.session.type('x');
    assert.equal((await editor.waitForStatus(/reported an internal error/)).background, 'none');
    editor.server.reset();
    // Turning completions off and on ends the pause, like any change of a setting.
    await editor.session.runCommand('Codestral: Toggle Completions');
    await editor.waitForStatus(/turned off/);
    await editor.session.runCommand('Codestral: Toggle Completions');
    await editor.waitForStatus(/Completions are ready/);
    assert.deepEqual(await editor.session.notifications(), []);
  });

  it('shows that completions are turned off for a language', async () => {
    await editor.session.runCommand('Codestral: Toggle Completions for This Language');
    await editor.waitForStatus(/turned off for this language/);
    await editor.session.runCommand('Codestral: Toggle Completions for This Language');
    await editor.waitForStatus(/Completions are ready/);
  });

  it('opens the menu', async () => {
    await editor.session.page.locator('.statusbar-item[aria-label^="Codestral"] a').click();
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Codestral');
    const labels = (await input.rows()).map((row) => row.label);
    assert.deepEqual(labels.slice(0, 1), ['Completions are ready.']);
    assert.ok(labels.includes('Manage API Keys'));
    await input.cancel();
  });
});
