import * as vscode from 'vscode';
import { parseToolPath } from '../../../chat/tools/toolPath.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';

/** A file that a model named and that it may read, or why not, for the model. */
export type NamedFile =
  | { readonly uri: vscode.Uri; readonly path: string }
  | { readonly error: string };

/** Finds the files that a model names, and names files for a model. */
export class WorkspacePaths {
  readonly #permissions: SendPermissions;

  constructor(permissions: SendPermissions) {
    this.#permissions = permissions;
  }

  /** A file by its path. The answer doesn't depend on whether a file exists that must not be read. Never rejects. */
  async file(path: string): Promise<NamedFile> {
    const located = this.#locate(path);
    if ('error' in located) return located;
    switch (await this.#permissions.checkInWorkspace(located.uri)) {
      case undefined:
        return located;
      case 'excluded':
        return {
          error:
            'This file is excluded by the setting codestral.privacy.exclude: it must not be read or sent. Do not try to read it in another way.',
        };
      case 'read-only':
        return { error: 'This file is read-only. Read-only files are never sent.' };
      case 'git':
        return { error: 'Files in the .git folder are never read.' };
      case 'outside':
        return { error: 'The path is outside of the workspace.' };
      case 'scheme':
      case 'unresolved':
        return { error: 'This is not a file that can be read.' };
    }
  }

  /** Whether a file that was found may be read and named. Never rejects. */
  async mayRead(uri: vscode.Uri): Promise<boolean> {
    return (await this.#permissions.checkInWorkspace(uri)) === undefined;
  }

  /** Whether the name of a file may be listed, from its URI alone; check {@link mayRead} before its text is used. */
  mayName(uri: vscode.Uri): boolean {
    return this.#permissions.blockedReasonByName(uri) === undefined;
  }

  /** The path of a file for the model: relative to the workspace, with the folder's name if there are several. */
  pathOf(uri: vscode.Uri): string {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return vscode.workspace.asRelativePath(uri, folders.length > 1);
  }

  /** The paths that a glob is matched against: with and without the name of the folder. */
  namesOf(uri: vscode.Uri): readonly string[] {
    return [false, true].map((withFolder) => vscode.workspace.asRelativePath(uri, withFolder));
  }

  #locate(path: string): NamedFile {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const [only] = folders;
    if (!only) return { error: 'No folder is open, so there are no files.' };
    const parsed = parseToolPath(withoutRoot(path, folders));
    if ('error' in parsed) return parsed;
    const [first, ...others] = parsed.names;
    if (first === undefined) return { error: 'This is a folder. Give the path of a file.' };
    const named = folders.length > 1 ? folders.find(({ name }) => name === first) : undefined;
    if (!named && folders.length > 1) {
      const names = folders.map(({ name }) => name).join(', ');
      return { error: `The path must start with the name of a workspace folder: ${names}.` };
    }
    const uri = vscode.Uri.joinPath((named ?? only).uri, ...(named ? others : parsed.names));
    return { uri, path: this.pathOf(uri) };
  }
}

/** An absolute path within a workspace folder as a relative one. */
function withoutRoot(path: string, folders: readonly vscode.WorkspaceFolder[]): string {
  for (const { uri, name } of folders) {
    for (const root of [uri.fsPath, uri.path]) {
      if (root.length < 2 || !path.startsWith(root)) continue;
      const rest = path.slice(root.length);
      if (/^[/\\]/.test(rest)) return folders.length > 1 ? `${name}${rest}` : rest;
    }
  }
  return path;
}
