import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { chooseModel, chosenModel } from '../../src/vscode/models/chosenModel.ts';
import { FakeChat } from './chatHost.ts';
import { until } from './support.ts';

const LISTED = [
  { id: 'codestral-2508', name: 'codestral-2508', aliases: ['codestral-latest'] },
  { id: 'codestral-latest', name: 'codestral-2508', aliases: ['codestral-2508'] },
  { id: 'embeds', capabilities: { completion_chat: false } },
  { id: 'goes', deprecation: '2099-01-31', deprecation_replacement_model: 'codestral-latest' },
  { id: '$(trash) <b>bold</b>' },
];

describe('models', () => {
  let folder: string;
  let chat: FakeChat;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codestral-models-'));
    chat = new FakeChat(folder, new Map());
    chat.listed = LISTED;
  });

  afterEach(async () => {
    await chat.end();
    await choose('chat', undefined, undefined);
    await rm(folder, { recursive: true, force: true });
  });

  /** Puts a setting's values as a user would. */
  async function choose(
    feature: 'chat' | 'completion',
    user: string | undefined,
    workspace: string | undefined,
  ): Promise<void> {
    const config = vscode.workspace.getConfiguration(`codestral.${feature}`);
    await config.update('model', user, vscode.ConfigurationTarget.Global);
    await config.update('model', workspace, vscode.ConfigurationTarget.Workspace);
  }

  const rows = (): readonly string[] => chat.state.models.rows.map(({ label }) => label);

  it('asks for no list before the panel is shown, and then once', async () => {
    // All there is to do: a service is looked for, and the file is read.
    await chat.parts.changed();
    assert.equal(chat.lists, 0);
    await chat.ready();
    await until('the list', () => chat.lists === 1);
    await chat.parts.changed();
    assert.equal(chat.lists, 1);
    const file = (): Promise<string> =>
      readFile(join(folder, 'models.json'), 'utf8').catch(() => '');
    await until('the file', async () => (await file()).includes('codestral-2508'));
    assert.ok(!(await file()).includes('"key"'));
  });

  it('lives with a file that is damaged', async () => {
    await writeFile(join(folder, 'models.json'), '{"version":1,"cards":[');
    await chat.ready();
    await until('the list', () => rows().some((label) => label.startsWith('codestral-latest')));
  });

  it('shows what chats, each model once, the chosen one by the name it was chosen by', async () => {
    await choose('chat', 'codestral-2508', undefined);
    await chat.ready();
    await until('the list', () => rows().length === 3);
    assert.deepEqual(
      rows().map((label) => label.split(' · ')[0]),
      ['codestral-2508', '$(trash) <b>bold</b>', 'goes'],
    );
    assert.match(rows()[2] ?? '', /until Jan 31, 2099 · use codestral-latest instead/);
    assert.equal(chat.state.models.selected, 'codestral-2508');
  });

  it('warns of a chosen model that goes, in the panel', async () => {
    await choose('chat', 'goes', undefined);
    await chat.ready();
    await until('the warning', () => rows().some((label) => label.startsWith('⚠ goes')));
    assert.match(rows().join(), /goes is deprecated: it is retired on Jan 31, 2099/);
  });

  for (const feature of ['chat', 'completion'] as const) {
    it(`writes the model of the ${feature} where it was set`, async () => {
      await choose(feature, 'users', undefined);
      await chooseModel(feature, 'new');
      const read = () => vscode.workspace.getConfiguration(`codestral.${feature}`).inspect('model');
      assert.deepEqual([read()?.globalValue, read()?.workspaceValue], ['new', undefined]);
      await choose(feature, 'users', 'workspaces');
      await chooseModel(feature, 'newer');
      assert.deepEqual([read()?.globalValue, read()?.workspaceValue], ['users', 'newer']);
      assert.equal(chosenModel(feature), 'newer');
      // Of the wrong type or too long, it is as for the features themselves: not set there.
      for (const wrong of [5, 'x'.repeat(300)]) {
        await choose(feature, 'users', wrong as string);
        assert.equal(chosenModel(feature), 'users');
      }
      await choose(feature, undefined, undefined);
    });
  }
});
