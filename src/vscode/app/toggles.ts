import * as vscode from 'vscode';
import { isLanguageOn } from '../../completion/layeredSettings.ts';
import { languageName } from '../../languages/languageName.ts';
import type { Settings } from '../settings/settings.ts';

/** How long a confirmation is shown in the status bar, in milliseconds. */
const CONFIRMATION_MS = 3_000;

/** Turns completions on or off for the user; when turning on, removes a workspace setting that turns them off. */
export async function toggleCompletions(settings: Settings): Promise<void> {
  const scope = vscode.window.activeTextEditor?.document;
  const isOn = !settings.isCompletionOn(scope);
  await write('completion.enabled', isOn, isOn, scope);
  confirm(isOn ? vscode.l10n.t('Completions are on.') : vscode.l10n.t('Completions are off.'));
}

/** Turns completions on or off for the language of the active editor. */
export async function toggleCompletionsForLanguage(settings: Settings): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a file first to turn completions on or off for its language.'),
    );
    return;
  }
  const { languageId } = document;
  const isOn = !settings.isLanguageOn(languageId, document);
  const { defaultValue, user } = settings.languages(document);
  const { [languageId]: _, ...others } = user ?? {};
  // A value that equals the default is not stored.
  const isNeeded = isLanguageOn(languageId, { defaultValue, user: others, workspace: [] }) !== isOn;
  const value = isNeeded ? { ...others, [languageId]: isOn } : others;
  const isEmpty = Object.keys(value).length === 0;
  await write('completion.languages', isEmpty ? undefined : value, isOn, document);
  const name = languageName(languageId, vscode.extensions.all);
  confirm(
    isOn
      ? vscode.l10n.t('Completions are on for {0}.', name)
      : vscode.l10n.t('Completions are off for {0}.', name),
  );
}

async function write(
  key: string,
  value: unknown,
  clearsWorkspace: boolean,
  scope: vscode.ConfigurationScope | undefined,
): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral', scope ?? null);
  await config.update(key, value, vscode.ConfigurationTarget.Global);
  if (!clearsWorkspace) return;
  const found = config.inspect(key);
  if (found?.workspaceValue !== undefined) {
    await config.update(key, undefined, vscode.ConfigurationTarget.Workspace);
  }
  if (found?.workspaceFolderValue !== undefined) {
    await config.update(key, undefined, vscode.ConfigurationTarget.WorkspaceFolder);
  }
}

function confirm(text: string): void {
  vscode.window.setStatusBarMessage(text, CONFIRMATION_MS);
}
