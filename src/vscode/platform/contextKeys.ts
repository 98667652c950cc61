import * as vscode from 'vscode';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';

/** Sets whether the chat's service is available, which shows some buttons. Resolves to that state. */
export async function setServiceContext(services: Pick<ServiceRouter, 'route'>): Promise<boolean> {
  const isAvailable = !('unavailable' in (await services.route('chat')));
  await vscode.commands.executeCommand('setContext', 'codestral.isAvailable', isAvailable);
  return isAvailable;
}

/**
 * Sets the roots of the repositories for which a commit message is being generated; their button stops it. In
 * a remote window VS Code uses different URIs for the roots, so there the state applies to all repositories.
 */
export async function setGeneratingContext(roots: readonly string[]): Promise<void> {
  const isGenerating = vscode.env.remoteName !== undefined && roots.length > 0;
  await vscode.commands.executeCommand('setContext', 'codestral.generatingCommitMessages', roots);
  await vscode.commands.executeCommand(
    'setContext',
    'codestral.isGeneratingCommitMessage',
    isGenerating,
  );
}

/** Sets the previews that are still streaming, which hides their buttons. */
export async function setStreamingContext(changes: readonly vscode.Uri[]): Promise<void> {
  const uris = changes.map((uri) => uri.toString());
  await vscode.commands.executeCommand('setContext', 'codestral.streamingEdits', uris);
}

/** Sets whether the preview of an edit is the active editor, for its keybindings. */
export async function setPreviewContext(isActive: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'codestral.isPreviewActive', isActive);
}
