import * as vscode from 'vscode';
import { cleanKey } from '../mistral/keys.ts';
import type { Keys } from './keys.ts';

/** Tells VS Code whether there is a key of either kind, and nothing else of it: the walkthrough asks. */
export async function tellWhetherThereIsAKey(keys: Pick<Keys, 'get'>): Promise<void> {
  const found = await Promise.all([keys.get('mistral'), keys.get('codestral')]);
  const hasKey = found.some((key) => cleanKey(key ?? '').ok);
  await vscode.commands.executeCommand('setContext', 'codestral.hasKey', hasKey);
}

/** Tells VS Code that a suggestion was accepted, for the walkthrough: commands with arguments do not reach it. */
export async function tellThatOneWasAccepted(): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'codestral.hasAccepted', true);
}
