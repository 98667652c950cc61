import assert from 'node:assert/strict';
import type { QuickRow } from '../host/quickInput.ts';
import { onMistral, Stage } from './support.ts';

describe('keys', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set();
  });

  after(() => stage.strike());

  afterEach(async function () {
    await stage.picture(this.currentTest);
    await stage.session.runCommand('Notifications: Clear All Notifications');
    // VS Code shows no more than three messages that follow each other within 800 ms.
    await stage.session.page.waitForTimeout(1_000);
  });

  async function enter(service: 'Mistral' | 'Codestral', key: string): Promise<void> {
    await stage.session.runCommand(`Codestral: Set ${service} API Key`);
    const input = stage.session.quickInput();
    await input.waitUntilOpen(`${service} API key`);
    assert.equal(await input.masked(), true);
    await input.fill(key);
    await input.accept();
  }

  it('an empty key is not a key', async () => {
    await enter('Mistral', '   ');
    await stage.complained(/no key in it/);
    await stage.session.quickInput().cancel();
    assert.equal(stage.server.requests.length, 0);
  });

  it('a key with a blank inside is refused where it is entered', async () => {
    await enter('Mistral', 'two words');
    await stage.complained(/no blanks/);
    await stage.session.quickInput().cancel();
    assert.equal(stage.server.requests.length, 0);
  });

  it('a wrong key is refused by its own service, and tried nowhere else by itself', async () => {
    await enter('Mistral', 'wrong-key');
    await stage.told('Mistral refuses this key');
    assert.deepEqual(
      stage.server.requests.map(({ service, path }) => [service, path]),
      [['mistral', '/v1/models']],
    );
  });

  it('a key of the other service is tried there on a click, and stored there', async () => {
    stage.server.reset();
    await enter('Mistral', `"${stage.server.codestral.key}"\n`);
    await stage.answer('Mistral refuses this key', 'Try it at Codestral');
    await stage.answer('This key opens Codestral.', 'Store as Codestral Key');
    await stage.told('The Codestral key is stored.');
    assert.deepEqual(
      stage.server.requests.map(({ service, valid }) => [service, valid]),
      [
        ['mistral', false],
        ['codestral', true],
      ],
    );
  });

  it('the stored key is used at once', async () => {
    stage.server.reset();
    await stage.session.openFile('shapes.py');
    await stage.session.press('ControlOrMeta+End');
    await stage.session.type('\ndef area_of_circle(radius):\n');
    await stage.session.waitForGhostText();
    assert.ok(stage.server.requests.length > 0);
    for (const { service, valid, headers } of stage.server.requests) {
      assert.deepEqual([service, valid], ['codestral', true]);
      assert.equal(headers.authorization, `Bearer ${stage.server.codestral.key}`);
    }
  });

  /** The rows of Manage API Keys, by their labels. */
  async function rows(): Promise<ReadonlyMap<string, QuickRow>> {
    const input = stage.session.quickInput();
    await input.waitUntilOpen('API keys');
    return new Map((await input.rows()).map((row) => [row.label, row]));
  }

  /** Waits until Manage API Keys is back and says this of the Codestral key. */
  async function said(what: RegExp): Promise<void> {
    await stage.until(String(what), async () =>
      what.test((await rows()).get('Replace Codestral Key')?.detail ?? ''),
    );
  }

  it('shows keys masked, with where they come from and what real requests said', async () => {
    await stage.session.runCommand('Codestral: Manage API Keys');
    const shown = await rows();
    await stage.session.quickInput().cancel();
    assert.deepEqual(
      [...shown.keys()],
      ['Set Mistral Key', 'Replace Codestral Key', 'Test Codestral Key', 'Remove Codestral Key'],
    );
    assert.equal(shown.get('Set Mistral Key')?.description, 'none, and none is needed');
    assert.equal(shown.get('Replace Codestral Key')?.description, '•••• -key · stored');
    assert.match(
      shown.get('Replace Codestral Key')?.detail ?? '',
      /^accepted (just now|1 min ago) · http:\/\/127/,
    );
    assert.ok(!JSON.stringify([...shown.values()]).includes(stage.server.codestral.key));
  });

  it('tests a key at its own service, and comes back with what it said', async () => {
    stage.server.reset();
    const input = stage.session.quickInput();
    await stage.session.runCommand('Codestral: Manage API Keys');
    await input.pick('Test Codestral Key');
    await stage.told('Codestral takes the key.');
    assert.deepEqual(
      stage.server.requests.map(({ service, valid }) => [service, valid]),
      [['codestral', true]],
    );
    await said(/^accepted just now/);
    stage.server.fault({ kind: 'error', body: 'unauthorizedApp' });
    await input.pick('Test Codestral Key');
    await said(/^refused just now/);
    await stage.server.configure({ refuse: ['codestral'] });
    await input.pick('Test Codestral Key');
    await said(/^could not be tried just now: Codestral cannot be reached/);
    await stage.server.configure({ refuse: [] });
    // The row that was chosen is where one left it.
    await input.acceptFirst('Test Codestral Key');
    await said(/^accepted just now/);
    await input.cancel();
  });

  it('a test that takes long can be cancelled, and changes nothing', async () => {
    stage.server.fault({ kind: 'stallBeforeHeaders' });
    await stage.session.runCommand('Codestral: Manage API Keys');
    await stage.session.pick('Test Codestral Key');
    await stage.answer(/Trying the key at Codestral/, 'Cancel');
    await said(/^accepted/);
    await stage.session.quickInput().cancel();
  });

  it('removes a key once that is confirmed', async () => {
    await stage.session.runCommand('Codestral: Manage API Keys');
    const { page } = stage.session;
    const dialog = page.locator('.monaco-dialog-box');
    await stage.session.pick('Remove Codestral Key');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await said(/^accepted/);
    await stage.session.pick('Remove Codestral Key');
    assert.match((await dialog.textContent()) ?? '', /Codestral needs no key at its address/);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await stage.told('The Codestral key is removed.');
    await stage.until('the empty slot', async () => (await rows()).has('Set Codestral Key'));
    assert.ok(!(await rows()).has('Test Codestral Key'));
    await stage.session.quickInput().cancel();
  });

  it('a service that cannot be reached does not lose the key', async () => {
    await stage.server.configure({ refuse: ['mistral'] });
    await enter('Mistral', stage.server.mistral.key);
    await stage.answer('The key could not be tried.', 'Store Anyway');
    await stage.told('The Mistral key is stored.');
    await stage.server.configure({ refuse: [] });
  });
});

describe('a key of the environment', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set({
      ...onMistral,
      settings: (server) => ({
        ...onMistral.settings?.(server),
        'codestral.services.codestral.url': 'http://codestral.example',
        'codestral.completion.delay': 0,
      }),
    });
  });
  afterEach(async function () {
    await stage.picture(this.currentTest);
  });
  after(() => stage.strike());

  it('is tested, and not removed; an address without encryption says so', async () => {
    const input = stage.session.quickInput();
    await stage.session.runCommand('Codestral: Manage API Keys');
    await input.waitUntilOpen('API keys');
    const shown = await input.rows();
    assert.deepEqual(
      shown.map(({ label, description }) => [label, description]),
      [
        ['Set Mistral Key', '•••• -key · from the environment variable MISTRAL_API_KEY'],
        ['Test Mistral Key', ''],
        ['Set Codestral Key', 'none, and none is needed'],
      ],
    );
    assert.match(shown[0]?.detail ?? '', /^not tried yet/);
    assert.match(shown[2]?.detail ?? '', /not encrypted/);
    await input.pick('Test Mistral Key');
    await stage.told('Mistral takes the key.');
    await input.waitUntilOpen('API keys');
    assert.match((await input.rows())[0]?.detail ?? '', /^accepted just now/);
    await input.cancel();
  });

  it('that stops working pops nothing up by itself, and leads back here from the menu', async () => {
    await stage.session.runCommand('Notifications: Clear All Notifications');
    stage.server.fault({ kind: 'error', body: 'unauthorizedApp' }, { times: Infinity });
    await stage.session.openFile('shapes.py');
    await stage.session.press('ControlOrMeta+End');
    await stage.session.type('xy');
    const { background } = await stage.status(/Mistral refuses the API key/);
    assert.equal(background, 'error');
    assert.deepEqual(await stage.session.notifications(), []);
    await stage.session.runCommand('Codestral: Show Menu');
    await stage.session.pick('Mistral refuses the API key.');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('API keys');
    assert.match((await input.rows())[0]?.detail ?? '', /^refused (just now|\d min ago)/);
    await input.cancel();
  });

  it('leads back here once where one asks by hand, and works again once a test has shown so', async () => {
    await stage.session.runCommand('View: Focus Active Editor Group');
    const ask = () => stage.session.runCommand('Trigger Inline Suggestion');
    await ask();
    await stage.told('Codestral: Mistral refuses the API key.');
    await ask();
    await stage.session.press('ControlOrMeta+End');
    await ask();
    const messages = await stage.session.notifications();
    assert.equal(messages.filter((message) => message.includes('refuses')).length, 1);
    stage.server.reset();
    await stage.session.runCommand('Codestral: Manage API Keys');
    await stage.session.pick('Test Mistral Key');
    await stage.told('Mistral takes the key.');
    await stage.session.quickInput().cancel();
    await stage.status(/Completions are ready/);
  });
});
