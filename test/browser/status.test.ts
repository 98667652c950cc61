import assert from 'node:assert/strict';
import type { Fault } from '../server/faults.ts';
import { TestEditor } from '../support/testEditor.ts';
import { WAIT_MS } from '../host/within.ts';

const failures: readonly (readonly [
  name: string,
  fault: Fault,
  label: RegExp,
  isBlocking: boolean,
])[] = [
  [
    'a refused key',
    { kind: 'error', body: 'unauthorizedApp' },
    /Mistral rejected the API key/,
    true,
  ],
  [
    'a spending limit',
    { kind: 'error', body: 'paymentRequired' },
    /Mistral requires payment/,
    true,
  ],
  [
    'a rate limit',
    { kind: 'error', body: 'rateLimitApp', retryAfter: 60 },
    /Rate limit reached at Mistral/,
    false,
  ],
  ['no capacity', { kind: 'error', body: 'capacity' }, /no capacity for your plan/, false],
  [
    'a model without FIM',
    { kind: 'error', body: 'notFim' },
    /does not support code completion/,
    false,
  ],
  ['a server error', { kind: 'error', body: 'internal' }, /reported an internal error/, false],
  ['a page in HTML', { kind: 'html200' }, /answered instead of/, false],
  [
    'a redirect',
    { kind: 'redirect', status: 302, location: 'https://elsewhere.example/v1' },
    /another host: elsewhere\.example/,
    false,
  ],
  ['a dropped connection', { kind: 'drop' }, /Could not reach/, false],
  ['a stream without an end', { kind: 'eofWithoutFinish' }, /was incomplete/, false],
];

describe('the status item', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.start({
      settings: (server) => ({
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.completion.service': 'mistral',
        'codestral.completion.delay': 0,
      }),
      env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
    });
    await editor.session.openFile('src/cart.ts');
    await editor.session.press('ControlOrMeta+End');
  });

  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
  });

  after(() => editor.stop());

  it('is ready', async () => {
    assert.equal((await editor.status(/Completions are ready/)).background, 'none');
  });

  for (const [name, fault, label, isBlocking] of failures) {
    it(`shows ${name}`, async () => {
      editor.server.fault(fault, { times: Infinity });
      await editor.session.type('x');
      const { background } = await editor.status(label);
      assert.equal(background === 'error', isBlocking);
      editor.server.reset();
      // Turning completions off and on ends the pause, like any change of a setting.
      await editor.session.runCommand('Codestral: Toggle Completions');
      await editor.status(/turned off/);
      await editor.session.runCommand('Codestral: Toggle Completions');
      await editor.status(/Completions are ready/);
    });
  }

  it('shows no notification for any of these', async () => {
    assert.deepEqual(await editor.session.notifications(), []);
  });

  it('shows that completions are turned off for a language', async () => {
    await editor.session.runCommand('Codestral: Toggle Completions for This Language');
    await editor.status(/turned off for this language/);
    await editor.session.runCommand('Codestral: Toggle Completions for This Language');
    await editor.status(/Completions are ready/);
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

describe('the status item without a key', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.start({ settings: () => ({}), locale: 'fr' });
  });

  after(() => editor.stop());

  it('asks for a key in the display language', async () => {
    const { background } = await editor.status(/Aucune clé API définie/);
    assert.equal(background, 'none');
  });
});

describe('the status item with an invalid URL', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.start({
      settings: () => ({
        'codestral.services.mistral.url': 'ftp://files.example',
        'codestral.completion.service': 'mistral',
      }),
    });
  });

  after(() => editor.stop());

  it('names the service, and the menu opens the setting', async () => {
    await editor.status(/The URL for Mistral is not valid/);
    await editor.session.runCommand('Codestral: Show Menu');
    await editor.session.pick('Open Settings');
    await editor.session.page
      .locator('.settings-editor', { hasText: 'Services › Mistral: Url' })
      .waitFor({ timeout: WAIT_MS });
    assert.equal(editor.server.requests.length, 0);
  });
});
