import assert from 'node:assert/strict';
import { Stage } from './support.ts';

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

  it('shows keys masked, and removes them', async () => {
    await stage.session.runCommand('Codestral: Manage API Keys');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('API keys');
    const rows = await input.rows();
    const text = JSON.stringify(rows);
    assert.match(text, /•••• -key · stored/);
    assert.ok(!text.includes(stage.server.codestral.key));
    await input.pick('Remove Codestral Key');
    await stage.told('The Codestral key is removed.');
  });

  it('a service that cannot be reached does not lose the key', async () => {
    await stage.server.configure({ refuse: ['mistral'] });
    await enter('Mistral', stage.server.mistral.key);
    await stage.answer('The key could not be tried.', 'Store Anyway');
    await stage.told('The Mistral key is stored.');
    await stage.server.configure({ refuse: [] });
  });
});
