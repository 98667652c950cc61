import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SettingGroup } from '../../src/vscode/settings/settings.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { activated, until, writeWorkspaceFile } from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';
import { assertUserSettingsApply } from '../support/workspaceSettings.ts';

const codestral = () => vscode.workspace.getConfiguration('codestral');
const { Global } = vscode.ConfigurationTarget;

describe('settings', () => {
  it('of a trusted workspace apply except those reserved to the user', async () => {
    const { extensionPath } = await activated();
    const said = join(extensionPath, 'test/fixtures/untrusted/.vscode/settings.json');
    const settings = new Settings();
    const file = await writeWorkspaceFile('.vscode/settings.json', await readFile(said));
    try {
      await until('the settings of the workspace', () => settings.chat().maxTokens === 16);
      const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
      assert.deepEqual(settings.completion(document), {
        model: 'a-model-of-the-workspace',
        multiline: 'never',
        delay: 5000,
        maxTokens: 16,
        temperature: 1.4, // language-specific values take precedence
        prefetch: false,
      });
      assert.deepEqual(settings.chat(), {
        model: 'a-model-of-the-workspace',
        temperature: 1.5,
        maxTokens: 16,
        topP: 0.01,
        systemPrompt: '',
        reasoning: 'high',
      });
      await assertUserSettingsApply(settings);
    } finally {
      await vscode.workspace.fs.delete(file);
      await until('the settings to go', () => settings.chat().maxTokens === undefined);
      settings.dispose();
    }
  });

  it('of the wrong type count as not set', async () => {
    const settings = new Settings();
    const wrong = {
      'codestral.completion.maxTokens': '16',
      'codestral.completion.temperature': [1],
      'codestral.completion.model': null,
      'codestral.completion.enabled': 'false',
      'codestral.completion.languages': ['python'],
      'codestral.chat.maxTokens': 1e300,
      'codestral.chat.topP': -1,
      'codestral.chat.reasoning': { high: true },
      'codestral.privacy.exclude': { '**/*.ts': true },
    };
    const file = await writeWorkspaceFile('.vscode/settings.json', JSON.stringify(wrong));
    try {
      const { maxTokens } = settings.chat();
      await until('the settings of the workspace', () => codestral().get('chat.topP') === -1);
      const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
      const { model, temperature, ...others } = settings.completion(document);
      assert.deepEqual([model, temperature, others.maxTokens], ['codestral-latest', 0, 256]);
      assert.equal(settings.isCompletionOn(), true);
      assert.equal(settings.isLanguageOn('python'), true);
      assert.equal(settings.chat().maxTokens, maxTokens);
      assert.equal(settings.chat().topP, undefined);
      assert.equal(settings.chat().reasoning, 'off');
      assert.ok(!settings.excludedGlobs().includes('**/*.ts'));
    } finally {
      await vscode.workspace.fs.delete(file);
      await until('the settings to go', () => codestral().get('chat.topP') === null);
      settings.dispose();
    }
  });

  describe('that change', () => {
    for (const [key, value, group] of [
      ['completion.temperature', 1, 'completion'],
      ['chat.temperature', 1, 'chat'],
      ['services.codestral.url', 'http://127.0.0.1:9', 'services'],
      ['privacy.exclude', ['**/*.other'], 'privacy'],
      ['usage.monthlyBudget', 10, 'usage'],
    ] as const) {
      it(`fire the event of their group: ${key}`, async () => {
        const settings = new Settings();
        const before = codestral().inspect(key)?.globalValue;
        const reported: SettingGroup[] = [];
        settings.onDidChange((groups) => reported.push(...groups));
        try {
          await codestral().update(key, value, Global);
          await until('the event', () => reported.length > 0);
          assert.deepEqual(reported, [group]);
        } finally {
          await codestral().update(key, before, Global);
          settings.dispose();
        }
      });
    }

    it('update only the modules that use them', async () => {
      const host = await TestApp.build({});
      const renewed: string[] = [];
      const { engine } = host.parts.completions;
      const reset = engine.reset.bind(engine);
      engine.reset = () => {
        renewed.push('engine');
        reset();
      };
      try {
        const chat = await host.parts.chat();
        const changed = chat.onConfigurationChanged.bind(chat);
        chat.onConfigurationChanged = () => {
          renewed.push('chat');
          return changed();
        };
        for (const [key, value, parts] of [
          ['chat.temperature', 1, ['chat']],
          ['completion.temperature', 1, ['engine']],
          ['privacy.exclude', ['**/*.other'], ['engine', 'chat']],
          ['usage.monthlyBudget', 10, []],
          ['services.codestral.url', 'http://127.0.0.1:9', ['engine', 'chat']],
        ] as const) {
          const before = codestral().inspect(key)?.globalValue;
          for (const each of [value, before]) {
            renewed.length = 0;
            await codestral().update(key, each, Global);
            assert.deepEqual(renewed, parts, key);
          }
        }
      } finally {
        await host.end();
      }
    });
  });
});
