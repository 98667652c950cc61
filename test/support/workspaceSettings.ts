import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Settings } from '../../src/vscode/settings/settings.ts';
import { SETTING_DEFINITIONS } from '../../src/vscode/settings/settingDefinitions.ts';

/** Checks which settings of test/fixtures/untrusted take effect in trusted and untrusted workspaces. */
export async function assertUserSettingsApply(settings: Settings): Promise<void> {
  const user = (key: string) => vscode.workspace.getConfiguration('codestral').inspect(key);
  const { urls, choices } = settings.services();
  // URLs and the system prompt are reserved to the user.
  assert.equal(urls.mistral, user('services.mistral.url')?.globalValue);
  assert.notEqual(urls.codestral, 'http://127.0.0.1:9/codestral');
  assert.deepEqual(choices, { completion: 'mistral', chat: 'auto' });
  assert.equal(settings.chat().systemPrompt, '');
  assert.equal(settings.monthlyBudget(), undefined);
  const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
  assert.equal(settings.completion(document).prefetch, false);
  // The workspace can only turn these off.
  assert.equal(settings.isContextOn('recentEdits'), false);
  assert.equal(settings.isContextOn('openFiles'), true);
  assert.deepEqual(
    ['python', 'typescript', 'plaintext', 'scminput'].filter((id) => settings.isLanguageOn(id)),
    ['typescript'],
  );
  await withUsers('completion.enabled', false, () => {
    assert.equal(settings.isCompletionOn(), false);
  });
  await withUsers('completion.context.openFiles', false, () => {
    assert.equal(settings.isContextOn('openFiles'), false);
  });
  assert.equal(settings.isCompletionOn(), true);
  // The workspace can only add globs.
  const standard = SETTING_DEFINITIONS['privacy.exclude'].defaultValue;
  assert.deepEqual(settings.excludedGlobs(), [...standard, 'workspace-secrets/**']);
}

async function withUsers(key: string, value: unknown, check: () => void): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral');
  await config.update(key, value, vscode.ConfigurationTarget.Global);
  try {
    check();
  } finally {
    await config.update(key, undefined, vscode.ConfigurationTarget.Global);
  }
}
