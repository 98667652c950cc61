import * as vscode from 'vscode';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import { SETTING_DEFINITIONS, resolveSetting } from '../settings/settingDefinitions.ts';

/** The model in a setting; for completions, in the active editor. Empty for actions that use the chat model. */
export function readModelSetting(purpose: ModelPurpose): string {
  return resolveSetting(
    SETTING_DEFINITIONS[`${purpose}.model`],
    configOf(purpose).inspect('model'),
  );
}

/**
 * Writes the model to the layer whose value is in effect; the empty model of the actions removes the user's value.
 * Rejects if VS Code can't write it.
 */
export async function writeModelSetting(purpose: ModelPurpose, model: string): Promise<void> {
  const config = configOf(purpose);
  const target = targetOf(config.inspect('model'));
  const isRemoved = model === '' && target === vscode.ConfigurationTarget.Global;
  await config.update('model', isRemoved ? undefined : model, target);
}

function configOf(purpose: ModelPurpose): vscode.WorkspaceConfiguration {
  // The chat and the actions use one model for all folders of a workspace.
  const scope = purpose === 'completion' ? vscode.window.activeTextEditor?.document.uri : undefined;
  return vscode.workspace.getConfiguration(`codestral.${purpose}`, scope);
}

function targetOf(
  found: { readonly workspaceValue?: unknown; readonly workspaceFolderValue?: unknown } | undefined,
): vscode.ConfigurationTarget {
  // An untrusted workspace can't set the model.
  if (!vscode.workspace.isTrusted) return vscode.ConfigurationTarget.Global;
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}
