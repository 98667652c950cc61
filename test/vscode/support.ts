import * as vscode from 'vscode';
import type { Admin } from '../server/admin.ts';
import { connectAdmin } from '../server/admin.ts';
import type { RequestRecord } from '../server/protocol.ts';

const EXTENSION = 'open-codestral.codestral';

/** The controls of the local server that the extension talks to. */
export function admin(): Admin {
  const url = process.env.CODESTRAL_TEST_ADMIN;
  if (url === undefined) throw new Error('CODESTRAL_TEST_ADMIN is not set');
  return connectAdmin(url);
}

/** Resolves when the extension under test is active. */
export async function activated(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension(EXTENSION);
  if (!extension) throw new Error(`${EXTENSION} is not installed`);
  await extension.activate();
  return extension;
}

/** Waits until something is true; rejects with what it was waiting for. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Shows a document whose text has the cursor as `█`. */
export async function show(
  text: string,
  options: { readonly language?: string; readonly uri?: vscode.Uri } = {},
): Promise<vscode.TextEditor> {
  const { language = 'typescript', uri } = options;
  const document = uri
    ? await vscode.workspace.openTextDocument(uri)
    : await vscode.workspace.openTextDocument({ language, content: text.replace('█', '') });
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(text.indexOf('█'));
  editor.selection = new vscode.Selection(at, at);
  return editor;
}

/** Asks for a suggestion as a user does who presses the keys for it. */
export async function trigger(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

/** Accepts the suggestion as soon as one is there; resolves to the document's text after it. */
export async function accept(editor: vscode.TextEditor): Promise<string> {
  const { document } = editor;
  const { version } = document;
  await until('a suggestion to accept', async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    return document.version > version;
  });
  return document.getText();
}

/** The completions that were asked for. */
export async function completions(): Promise<readonly RequestRecord[]> {
  const requests = await admin().requests();
  return requests.filter(({ path }) => path.endsWith('/fim/completions'));
}

/** Closes all editors without asking to save. */
export async function closeAll(): Promise<void> {
  for (const { document } of vscode.window.visibleTextEditors) {
    if (document.isDirty) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Writes a file of the workspace. */
export async function write(name: string, text: string | Uint8Array): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no workspace is open');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return uri;
}

/** Types into the active editor, one key after the other. */
export async function type(text: string): Promise<void> {
  for (const char of text) await vscode.commands.executeCommand('type', { text: char });
}

/** Lets time pass in which a request would certainly have been made; in milliseconds. */
export function pause(ms = 600): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
