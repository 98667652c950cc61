import { isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import { realPathOf } from '../../privacy/fileFacts.ts';

/** Where code may belong. */
export interface ApplyTargets {
  readonly uris: readonly vscode.Uri[];
  /** Whether the answer names a file that is not in the workspace. */
  readonly isNewFile: boolean;
}

/**
 * The documents that code of an answer may belong to, most likely first: the file that the answer names, or else the
 * files attached to the question and the one in the editor.
 */
export async function applyTargets(
  name: string | undefined,
  attachments: readonly TextAttachment[],
  editor: vscode.TextDocument | undefined,
): Promise<ApplyTargets> {
  const named = name === undefined ? undefined : await fileNamed(name, attachments, editor);
  if (named) return { uris: [named], isNewFile: false };
  const attached = attachments
    .filter(({ kind }) => kind === 'selection' || kind === 'file')
    .flatMap(({ uri }) => (uri === undefined ? [] : [vscode.Uri.parse(uri, true)]))
    .filter(({ path }) => !path.endsWith('.ipynb'));
  const all = [...attached, ...(editor ? [editor.uri] : [])];
  const byName = new Map(all.map((uri) => [uri.toString(), uri]));
  return { uris: [...byName.values()], isNewFile: name !== undefined };
}

/** The file that a relative path means: one of those at hand, or one of the workspace. */
async function fileNamed(
  name: string,
  attachments: readonly TextAttachment[],
  editor: vscode.TextDocument | undefined,
): Promise<vscode.Uri | undefined> {
  const isNamed = (path: string): boolean => path === name || path.endsWith(`/${name}`);
  if (editor && isNamed(editor.uri.path)) return editor.uri;
  const attached = attachments.find(({ path, uri }) => uri !== undefined && isNamed(path ?? ''));
  if (attached?.uri !== undefined) return vscode.Uri.parse(attached.uri, true);
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(uri, name);
    try {
      const { type } = await vscode.workspace.fs.stat(file);
      if ((type & vscode.FileType.File) !== 0 && (await isInside(file, uri))) return file;
    } catch {
      // It is not in this folder.
    }
  }
  return undefined;
}

/** Whether a file is in a folder with links resolved, and no internal file of Git. */
async function isInside(file: vscode.Uri, folder: vscode.Uri): Promise<boolean> {
  if (file.scheme !== 'file') return true;
  const [real, root] = await Promise.all([realPathOf(file.fsPath), realPathOf(folder.fsPath)]);
  if (real === undefined || root === undefined) return false;
  const path = relative(root, real);
  const names = path.split(sep);
  // On Windows, the path to another drive is absolute.
  return !isAbsolute(path) && names[0] !== '..' && !names.includes('.git');
}
