import * as vscode from 'vscode';
import type { Admin } from '../server/admin.ts';
import { connectAdmin } from '../server/admin.ts';
import { WAIT_MS } from '../host/timeouts.ts';
import type { RequestRecord } from '../server/protocol.ts';

const EXTENSION = 'open-codestral.codestral';

/** The controls of the local server that the extension sends its requests to. */
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

/** Ends the pauses after errors of an earlier suite, as any change to a completion setting does. */
export async function endPauses(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('codestral');
  for (const value of [255, undefined]) {
    await settings.update('completion.maxTokens', value, vscode.ConfigurationTarget.Global);
  }
}

/** Waits until a condition is true; rejects with its description after `timeoutMs` milliseconds. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = WAIT_MS,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Opens a document in an editor; `█` in its text marks the cursor. */
export async function showDocument(
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

/** Requests a suggestion as the keyboard shortcut does; resolves when VS Code has the answers of all providers. */
export async function triggerSuggestion(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

/** The number of attempts to accept a suggestion before it is requested again. */
const ATTEMPTS_PER_TRIGGER = 100;

/** Accepts the suggestion as soon as it is shown; resolves to the text of the document afterwards. */
export async function accept(editor: vscode.TextEditor): Promise<string> {
  const { document } = editor;
  const { version } = document;
  let attempts = 0;
  await until('a suggestion to accept', async () => {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    attempts += 1;
    // VS Code drops a suggestion while another part of the window, such as a notification, has the focus.
    if (document.version === version && attempts % ATTEMPTS_PER_TRIGGER === 0) {
      await vscode.window.showTextDocument(document, { selection: editor.selection });
      await triggerSuggestion();
    }
    return document.version > version;
  }).catch(async (error: unknown) => {
    throw new Error(await explanation(), { cause: error });
  });
  return document.getText();
}

/** The text of the explanation of the last completion. */
export async function explanation(): Promise<string> {
  await vscode.commands.executeCommand('codestral.explainLastCompletion');
  const { activeTextEditor } = vscode.window;
  return activeTextEditor?.document.uri.scheme === 'codestral'
    ? activeTextEditor.document.getText()
    : '';
}

/** The completion requests that the local server received. */
export async function completionRequests(): Promise<readonly RequestRecord[]> {
  const requests = await admin().requests();
  return requests.filter(({ path }) => path.endsWith('/fim/completions'));
}

/** Closes all editors without saving. */
export async function closeAll(): Promise<void> {
  const { tabGroups } = vscode.window;
  const isDirty = () => tabGroups.all.some(({ tabs }) => tabs.some((tab) => tab.isDirty));
  // A dirty editor must not ask whether to save; only the active one can be reverted.
  while (isDirty())
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Writes a file of the workspace. */
export async function writeWorkspaceFile(
  name: string,
  text: string | Uint8Array,
): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no workspace is open');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return uri;
}

/** Types into the active editor, one key at a time. */
export async function typeText(text: string): Promise<void> {
  for (const char of text) await vscode.commands.executeCommand('type', { text: char });
}

/**
 * Types into the active editor and waits until VS Code has asked for an inline suggestion at the last key. VS Code
 * asks all providers together, so the extension has been asked as well.
 */
export async function typeUntilAsked(text: string): Promise<void> {
  let asked = -1;
  const witness = vscode.languages.registerInlineCompletionItemProvider('*', {
    provideInlineCompletionItems: ({ version }) => {
      asked = version;
      return [];
    },
  });
  try {
    await typeText(text);
    const version = vscode.window.activeTextEditor?.document.version;
    await until('VS Code to ask for a suggestion', () => asked === version);
  } finally {
    witness.dispose();
  }
}

let sentinels = 0;

/**
 * All completions requested since the last reset, once a completion requested now in another file has arrived:
 * whatever was to be requested before it has arrived, too. The last one is not part of the result.
 */
export async function completionRequestsSoFar(): Promise<readonly RequestRecord[]> {
  sentinels += 1;
  // Another text each time: a cached suggestion needs no request.
  const text = `const sentinel${sentinels} = `;
  const isSentinel = ({ rawBody }: RequestRecord): boolean => rawBody.includes(text);
  await showDocument(`${text}█\n`);
  await triggerSuggestion();
  await until('the sentinel request', async () => (await completionRequests()).some(isSentinel));
  return (await completionRequests()).filter((request) => !isSentinel(request));
}

/** Resolves after `ms` milliseconds. Proves nothing: wait for a state or for {@link completionRequestsSoFar} instead. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
