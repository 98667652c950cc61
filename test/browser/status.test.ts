import assert from 'node:assert/strict';
import type { Fault } from '../server/faults.ts';
import { Stage } from './support.ts';

const failures: readonly (readonly [
  name: string,
  fault: Fault,
  label: RegExp,
  isBlocking: boolean,
])[] = [
  [
    'a refused key',
    { kind: 'error', body: 'unauthorizedApp' },
    /Mistral refuses the API key/,
    true,
  ],
  [
    'a spending limit',
    { kind: 'error', body: 'paymentRequired' },
    /Mistral asks for a payment/,
    true,
  ],
  [
    'a rate limit',
    { kind: 'error', body: 'rateLimitApp', retryAfter: 60 },
    /Mistral limits the number of requests/,
    false,
  ],
  ['no capacity', { kind: 'error', body: 'capacity' }, /no capacity for your plan/, false],
  ['a model without FIM', { kind: 'error', body: 'notFim' }, /cannot complete code/, false],
  ['a server error', { kind: 'error', body: 'internal' }, /a problem of its own/, false],
  ['a page in HTML', { kind: 'html200' }, /answered in its place/, false],
  [
    'a redirect',
    { kind: 'redirect', status: 302, location: 'https://elsewhere.example/v1' },
    /another host: elsewhere\.example/,
    false,
  ],
  ['a dropped connection', { kind: 'drop' }, /cannot be reached/, false],
  ['a stream without an end', { kind: 'eofWithoutFinish' }, /was damaged/, false],
];

describe('the status item', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set({
      settings: (server) => ({
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.completion.service': 'mistral',
        'codestral.completion.delay': 0,
      }),
      env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
    });
    await stage.session.openFile('src/cart.ts');
    await stage.session.press('ControlOrMeta+End');
  });

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  after(() => stage.strike());

  it('is ready', async () => {
    assert.equal((await stage.status(/Completions are ready/)).background, 'none');
  });

  for (const [name, fault, label, isBlocking] of failures) {
    it(`says what is the matter: ${name}`, async () => {
      stage.server.fault(fault, { times: Infinity });
      await stage.session.type('x');
      const { background } = await stage.status(label);
      assert.equal(background === 'error', isBlocking);
      stage.server.reset();
      // A switch that goes off and on again ends the pause, as any change of a setting does.
      await stage.session.runCommand('Codestral: Toggle Completions');
      await stage.status(/switched off/);
      await stage.session.runCommand('Codestral: Toggle Completions');
      await stage.status(/Completions are ready/);
    });
  }

  it('nothing popped up meanwhile', async () => {
    assert.deepEqual(await stage.session.notifications(), []);
  });

  it('says where completions are off', async () => {
    await stage.session.runCommand('Codestral: Toggle Completions for This Language');
    await stage.status(/switched off for this language/);
    await stage.session.runCommand('Codestral: Toggle Completions for This Language');
    await stage.status(/Completions are ready/);
  });

  it('opens the menu', async () => {
    await stage.session.page.locator('.statusbar-item[aria-label^="Codestral"] a').click();
    const input = stage.session.quickInput();
    await input.waitUntilOpen('Codestral');
    const labels = (await input.rows()).map((row) => row.label);
    assert.deepEqual(labels.slice(0, 1), ['Completions are ready.']);
    assert.ok(labels.includes('Manage API Keys'));
    await input.cancel();
  });
});

describe('the status item without a key', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set({ settings: () => ({}), locale: 'fr' });
  });

  after(() => stage.strike());

  it('asks for one, in the language of the editor', async () => {
    const { background } = await stage.status(/Il n’y a pas de clé API/);
    assert.equal(background, 'none');
  });
});

describe('the status item with an address that is none', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set({
      settings: () => ({
        'codestral.services.mistral.url': 'ftp://files.example',
        'codestral.completion.service': 'mistral',
      }),
    });
  });

  after(() => stage.strike());

  it('says which, and the menu leads to the setting', async () => {
    await stage.status(/The URL of Mistral cannot be used/);
    await stage.session.runCommand('Codestral: Show Menu');
    await stage.session.pick('The URL of Mistral cannot be used.');
    await stage.session.page
      .locator('.settings-editor', { hasText: 'Services › Mistral: Url' })
      .waitFor({ timeout: 15_000 });
    assert.equal(stage.server.requests.length, 0);
  });
});
