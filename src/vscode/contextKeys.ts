import * as vscode from 'vscode';
import { cleanKey } from '../mistral/keys.ts';
import type { Services } from '../mistral/services.ts';
import type { Keys } from './keys.ts';

/** Tells VS Code whether there is a key of either kind, and nothing else of it: the walkthrough asks. */
export async function tellWhetherThereIsAKey(keys: Pick<Keys, 'get'>): Promise<void> {
  const found = await Promise.all([keys.get('mistral'), keys.get('codestral')]);
  const hasKey = found.some((key) => cleanKey(key ?? '').ok);
  await vscode.commands.executeCommand('setContext', 'codestral.hasKey', hasKey);
}

/** Tells VS Code whether the chat's service can be asked: some buttons are in sight only then. Resolves to that. */
export async function tellWhatCanBeAsked(services: Pick<Services, 'route'>): Promise<boolean> {
  const isOpen = !('closed' in (await services.route('chat')));
  await vscode.commands.executeCommand('setContext', 'codestral.isOpen', isOpen);
  return isOpen;
}

/**
 * Tells VS Code for which repositories, by their roots, a commit message is being written: their button stops it. In
 * a remote window VS Code has other URIs for the roots, which are not told here: there it is the button of all.
 */
export async function tellWhatIsWritten(roots: readonly string[]): Promise<void> {
  const isWriting = vscode.env.remoteName !== undefined && roots.length > 0;
  await vscode.commands.executeCommand('setContext', 'codestral.writingCommits', roots);
  await vscode.commands.executeCommand('setContext', 'codestral.isWritingCommit', isWriting);
}

/** Tells VS Code that a suggestion was accepted, for the walkthrough: commands with arguments do not reach it. */
export async function tellThatOneWasAccepted(): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'codestral.hasAccepted', true);
}

/** Tells VS Code which changes in preview cannot be accepted yet: their buttons are in sight only later. */
export async function tellWhatGrows(changes: readonly vscode.Uri[]): Promise<void> {
  const uris = changes.map((uri) => uri.toString());
  await vscode.commands.executeCommand('setContext', 'codestral.growingEdits', uris);
}
