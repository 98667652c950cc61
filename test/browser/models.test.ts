import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FimBody } from '../server/protocol.ts';
import { onMistral, Stage } from './support.ts';

describe('choosing models', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set({
      ...onMistral,
      settings: (server) => ({
        ...onMistral.settings?.(server),
        'codestral.completion.model': 'codestral-2507',
      }),
    });
  });

  after(() => stage.strike());

  afterEach(async function () {
    await stage.picture(this.currentTest);
    await stage.session.runCommand('Notifications: Clear All Notifications');
  });

  const lists = (): number =>
    stage.server.requests.filter(({ path }) => path === '/v1/models').length;
  const labels = async (): Promise<readonly string[]> =>
    (await stage.session.quickInput().rows()).map(({ label }) => label);
  const detail = async (wanted: string): Promise<string> =>
    (await stage.session.quickInput().rows()).find(({ label }) => label === wanted)?.detail ?? '';

  async function open(feature: 'Completion' | 'Chat'): Promise<void> {
    await stage.session.runCommand(`Codestral: Select ${feature} Model`);
    await stage.session.quickInput().waitUntilOpen(`${feature} model · Mistral`);
    await stage.until('the list', async () => (await labels()).length > 3);
  }

  const picture = (name: string): Promise<unknown> =>
    stage.session.screenshot(join('.vscode-test', `models-${name}.png`));

  it('shows the models that complete, each once, and what is wrong with the chosen one', async () => {
    await open('Completion');
    await stage.until('the fine-tuned model', async () =>
      (await labels()).some((label) => label.startsWith('ft:')),
    );
    await picture('completion');
    const all = await labels();
    assert.equal(all[0], 'Switch to codestral-latest');
    assert.match(
      await detail(all[0]),
      /^codestral-2507 is deprecated: it is retired on Jan 31, 2099/,
    );
    assert.deepEqual(
      all.filter((label) => label.includes('codestral-2508')),
      ['codestral-latest → codestral-2508', 'ft:codestral-2508:587a6b29:20260514:7e773925'],
    );
    assert.ok(!all.some((label) => label.startsWith('mistral-')), all.join());
    assert.match(
      await detail('codestral-latest → codestral-2508'),
      /^256K tokens · \$0\.30 in, \$0\.90 out a million · completes code · calls tools$/,
    );
    assert.match(
      await detail('codestral-2507'),
      /^until Jan 31, 2099 · use codestral-latest instead · 32K/,
    );
    assert.equal(lists(), 1);
  });

  it('switches to the replacement with one click', async () => {
    await open('Completion');
    await stage.session.quickInput().pick('Switch to codestral-latest');
    await stage.until('the switch', async () => {
      await open('Completion');
      const all = await labels();
      await stage.session.quickInput().cancel();
      return !all.some((label) => label.startsWith('Switch'));
    });
    await stage.write('area.py', 'def area_of_circle(radius):\n');
    await stage.suggested('    ', /./);
    assert.equal((stage.requests.at(-1)?.body as FimBody).model, 'codestral-latest');
  });

  it('asks the service once for both pickers, and again when told to', async () => {
    await open('Chat');
    const all = await labels();
    assert.ok(all.includes('mistral-medium-latest → mistral-medium-3-5'), all.join());
    assert.ok(!all.some((label) => label.includes('embed')), all.join());
    await picture('chat');
    assert.equal(lists(), 1);
    await stage.session.page.getByRole('button', { name: 'Refresh the List' }).click();
    await stage.until('a second request', () => lists() === 2);
    await stage.session.quickInput().cancel();
  });

  it('warns of a model that was retired, with the way back', async () => {
    await open('Chat');
    await stage.session.quickInput().fill('mistral-medium-2508');
    await stage.session.quickInput().pick('mistral-medium-2508');
    await picture('warning');
    await stage.answer('mistral-medium-2508 was retired on', 'Switch to mistral-medium-latest');
    await stage.until('the switch', async () => {
      await open('Chat');
      const rows = await stage.session.quickInput().rows();
      await stage.session.quickInput().cancel();
      return rows.some(
        ({ label, description }) =>
          label === 'mistral-medium-latest → mistral-medium-3-5' && description === 'chosen',
      );
    });
  });

  it('takes any name that is typed', async () => {
    await open('Completion');
    await stage.session.quickInput().fill('codestral-2508');
    await stage.session.quickInput().pick('Use “codestral-2508”');
    await stage.until('the choice', async () => {
      await open('Completion');
      const rows = await stage.session.quickInput().rows();
      await stage.session.quickInput().cancel();
      const row = rows.find(({ label }) => label === 'codestral-latest → codestral-2508');
      return row?.description === 'chosen as codestral-2508';
    });
  });

  it('says that the list cannot be had, and still offers the models', async () => {
    await stage.server.configure({ refuse: ['mistral'] });
    await open('Completion');
    await stage.session.page.getByRole('button', { name: 'Refresh the List' }).click();
    await stage.until('the failure', async () =>
      (await labels()).includes('The list of models could not be had.'),
    );
    await picture('failure');
    assert.ok((await labels()).includes('codestral-latest → codestral-2508'));
    await stage.session.quickInput().cancel();
    await stage.server.configure({ refuse: [] });
  });
});
