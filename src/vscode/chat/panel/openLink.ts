import * as vscode from 'vscode';
import { isDocumentName } from '../../../chat/documents/documentFormat.ts';
import { readLink } from '../../../chat/markdown/linkTarget.ts';
import { withoutLinks } from '../../messages/errorText.ts';
import { decodePath } from '../../../base/decodePath.ts';

/** A file of the workspace and the line to show. */
interface FileLocation {
  readonly path: string;
  /** The first line to show, from 1. */
  readonly line: number;
}

/** Opens a link of an answer that the user has clicked: a web page in the browser, or a file of the workspace. */
export async function openLink(href: string): Promise<void> {
  const link = readLink(href);
  if (link?.kind === 'web') {
    // VS Code asks before it opens an untrusted host.
    await vscode.env.openExternal(vscode.Uri.parse(link.url, true));
    return;
  }
  const location = link && fileLocationOf(link.url);
  if (!location || !(await openWorkspaceFile(location.path, location.line))) {
    const name = withoutLinks(location?.path ?? href);
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} isn’t in this workspace.', name));
  }
}

/** Opens a file, an untitled document or a notebook in its own editor. Others, such as commands, are ignored. */
export async function openFile(address: string, line: number): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
  const { fs } = vscode.workspace;
  if (uri.scheme !== 'untitled' && fs.isWritableFileSystem(uri.scheme) === undefined) return;
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  const options: vscode.TextDocumentShowOptions =
    line > 1 ? { selection: new vscode.Range(at, at) } : {};
  await vscode.commands.executeCommand('vscode.open', uri, options);
}

/**
 * Shows a file of the workspace by its relative path, which may begin with the name of a workspace folder if there are
 * several. Resolves to whether it exists.
 */
export async function openWorkspaceFile(path: string, line: number): Promise<boolean> {
  // On Windows, both separate path segments.
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return false;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const named = folders.length > 1 ? folders.filter(({ name }) => name === parts[0]) : [];
  const files = [
    ...named.map(({ uri }) => vscode.Uri.joinPath(uri, ...parts.slice(1))),
    ...folders.map(({ uri }) => vscode.Uri.joinPath(uri, ...parts)),
  ];
  for (const file of files) {
    try {
      const { type } = await vscode.workspace.fs.stat(file);
      if ((type & vscode.FileType.File) === 0) continue;
    } catch {
      continue;
    }
    if (isDocumentName(path)) {
      // Not text: VS Code chooses the editor.
      await vscode.commands.executeCommand('vscode.open', file);
      return true;
    }
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
    return true;
  }
  return false;
}

/** A relative path, optionally with a line as in `src/a.ts#L12`. */
function fileLocationOf(url: string): FileLocation {
  const [path = '', fragment = ''] = url.replace(/\?[^#]*/, '').split('#');
  const line = /^L(\d+)/.exec(fragment)?.[1];
  return { path: decodePath(path), line: Number(line ?? 1) };
}
