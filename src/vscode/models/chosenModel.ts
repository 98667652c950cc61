import * as vscode from 'vscode';
import type { Feature } from '../../mistral/services.ts';
import { SETTINGS, valueOf } from '../settingTable.ts';

/** The model that a feature's setting names; for completions at the active editor. */
export function chosenModel(feature: Feature): string {
  return valueOf(SETTINGS[`${feature}.model`], configOf(feature).inspect('model'));
}

/** Writes the setting where it was made that counts now; rejects if VS Code cannot. */
export async function chooseModel(feature: Feature, model: string): Promise<void> {
  const config = configOf(feature);
  await config.update('model', model, targetOf(config.inspect('model')));
}

function configOf(feature: Feature): vscode.WorkspaceConfiguration {
  // The chat is the same in all folders of a workspace.
  const scope = feature === 'chat' ? undefined : vscode.window.activeTextEditor?.document.uri;
  return vscode.workspace.getConfiguration(`codestral.${feature}`, scope);
}

function targetOf(
  found: { readonly workspaceValue?: unknown; readonly workspaceFolderValue?: unknown } | undefined,
): vscode.ConfigurationTarget {
  // A workspace that is not trusted has no say in this.
  if (!vscode.workspace.isTrusted) return vscode.ConfigurationTarget.Global;
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}
