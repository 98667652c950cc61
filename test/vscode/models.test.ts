import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { groupAliases } from '../../src/mistral/models/aliasGroups.ts';
import { readModelCards } from '../../src/mistral/models/modelCards.ts';
import type { ModelList } from '../../src/mistral/models/modelCatalogue.ts';
import { modelItems } from '../../src/vscode/models/modelItems.ts';
import type { ModelPickerState } from '../../src/vscode/models/modelItems.ts';
import { writeModelSetting, readModelSetting } from '../../src/vscode/models/modelSetting.ts';
import { TestChat } from '../support/testChat.ts';
import { until } from '../support/extensionHost.ts';

const LISTED = [
  { id: 'codestral-2508', name: 'codestral-2508', aliases: ['codestral-latest'] },
  { id: 'codestral-latest', name: 'codestral-2508', aliases: ['codestral-2508'] },
  { id: 'embeds', capabilities: { completion_chat: false } },
  { id: 'goes', deprecation: '2099-01-31', deprecation_replacement_model: 'codestral-latest' },
  { id: '$(trash) <b>bold</b>' },
];

describe('ModelSelection', () => {
  let folder: string;
  let chat: TestChat;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codestral-models-'));
    chat = new TestChat(folder, new Map());
    chat.listed = LISTED;
  });

  afterEach(async () => {
    await chat.end();
    await choose('chat', undefined, undefined);
    await rm(folder, { recursive: true, force: true });
  });

  /** Writes the values of a setting. */
  async function choose(
    feature: 'chat' | 'completion' | 'actions',
    user: string | undefined,
    workspace: string | undefined,
  ): Promise<void> {
    const config = vscode.workspace.getConfiguration(`codestral.${feature}`);
    await config.update('model', user, vscode.ConfigurationTarget.Global);
    await config.update('model', workspace, vscode.ConfigurationTarget.Workspace);
  }

  const rows = (): readonly string[] => chat.state.models.rows.map(({ label }) => label);

  it('loads the list once, when the panel is shown', async () => {
    // The service is resolved and the file is read.
    await chat.parts.onConfigurationChanged();
    assert.equal(chat.lists, 0);
    await chat.ready();
    await until('the list', () => chat.lists === 1);
    await chat.parts.onConfigurationChanged();
    assert.equal(chat.lists, 1);
    const file = (): Promise<string> =>
      readFile(join(folder, 'models.json'), 'utf8').catch(() => '');
    await until('the file', async () => (await file()).includes('codestral-2508'));
    assert.ok(!(await file()).includes('"key"'));
  });

  it('tolerates a damaged cache file', async () => {
    await writeFile(join(folder, 'models.json'), '{"version":1,"cards":[');
    await chat.ready();
    await until('the list', () => rows().some((label) => label.startsWith('codestral-latest')));
  });

  it('lists each chat model once, the selected one by its chosen name', async () => {
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

  it('warns in the panel about a selected model that is being retired', async () => {
    await choose('chat', 'goes', undefined);
    await chat.ready();
    await until('the warning', () => rows().some((label) => label.startsWith('⚠ goes')));
    assert.match(rows().join(), /goes is deprecated and will be retired on Jan 31, 2099/);
  });

  it('has the model in use first in its group of the picker, and marks it', () => {
    const card = (id: string, deprecation?: string) => ({
      ...{ id, name: id, aliases: [] },
      ...(deprecation === undefined ? {} : { deprecation }),
    });
    const cards = readModelCards([
      card('one'),
      card('two'),
      card('three'),
      card('old', '2099-01-31'),
    ]);
    const list = { rows: groupAliases(cards, 0), source: 'service', at: 0 } as unknown as ModelList;
    const picked = (chosen: string) =>
      modelItems(
        {
          ...{ feature: 'chat', chosen, status: { state: 'fine' }, list, now: 0 },
          route: { service: { name: 'mistral', isDefaultUrl: true } },
        } as unknown as ModelPickerState,
        '',
      ).map(({ label, description }) => (description ? `${label}: ${description}` : label));
    assert.deepEqual(picked('three').slice(0, 2), ['Available', 'three: in use']);
    assert.equal(picked('three').filter((label) => label === 'Available').length, 1);
    assert.deepEqual(picked('old').slice(0, 3), [
      'Deprecated',
      '$(warning) old: in use',
      'Available',
    ]);
  });

  it('offers the chat model first in the picker of the actions', () => {
    const cards = readModelCards([{ id: 'one', name: 'one', aliases: [] }]);
    const list = { rows: groupAliases(cards, 0), source: 'service', at: 0 } as unknown as ModelList;
    const picked = (isInherited: boolean) =>
      modelItems(
        {
          ...{ feature: 'chat', chosen: 'one', status: { state: 'fine' }, list, now: 0 },
          ...{ isInherited, route: { service: { name: 'mistral', isDefaultUrl: true } } },
        } as unknown as ModelPickerState,
        '',
      )
        .slice(0, 3)
        .map(({ label, model, description }) => [label, model, description]);
    assert.deepEqual(picked(true), [
      ['Same as the chat', '', 'in use'],
      ['Available', undefined, undefined],
      ['one', 'one', undefined],
    ]);
    assert.deepEqual(picked(false)[0], ['Same as the chat', '', undefined]);
    assert.deepEqual(picked(false)[2], ['one', 'one', 'in use']);
  });

  it('returns the actions to the chat model, in the scope where their own was set', async () => {
    const read = () => vscode.workspace.getConfiguration('codestral.actions').inspect('model');
    await choose('actions', 'users', undefined);
    await writeModelSetting('actions', '');
    assert.equal(read()?.globalValue, undefined);
    await choose('actions', 'users', 'workspaces');
    await writeModelSetting('actions', '');
    assert.deepEqual([read()?.globalValue, read()?.workspaceValue], ['users', '']);
    assert.equal(readModelSetting('actions'), '');
    await choose('actions', undefined, undefined);
  });

  for (const feature of ['chat', 'completion', 'actions'] as const) {
    it(`saves the ${feature} model in the scope where it was set`, async () => {
      await choose(feature, 'users', undefined);
      await writeModelSetting(feature, 'new');
      const read = () => vscode.workspace.getConfiguration(`codestral.${feature}`).inspect('model');
      assert.deepEqual([read()?.globalValue, read()?.workspaceValue], ['new', undefined]);
      await choose(feature, 'users', 'workspaces');
      await writeModelSetting(feature, 'newer');
      assert.deepEqual([read()?.globalValue, read()?.workspaceValue], ['users', 'newer']);
      assert.equal(readModelSetting(feature), 'newer');
      await choose(feature, undefined, undefined);
    });
  }

  it('counts a value of the wrong type or length as not set', async () => {
    for (const wrong of [5, 'x'.repeat(300)]) {
      await choose('chat', 'users', wrong as string);
      assert.equal(readModelSetting('chat'), 'users');
    }
    await choose('chat', undefined, undefined);
  });
});
