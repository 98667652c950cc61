import * as vscode from 'vscode';
import type { ChangeableFiles, ChangeTarget } from '../../../actions/changes/proposalTools.ts';
import { documentOf } from '../../platform/documents.ts';
import { lacksWritePermission, realPathOf } from '../../privacy/fileFacts.ts';
import type { WorkspacePaths } from '../tools/workspacePaths.ts';

/** Maximum size of a file that is changed, in bytes: larger ones can't be reviewed. */
const MAX_SIZE = 2_000_000;

/** The files of the workspace that the chat's tools may change: those that they may read, and that are text. */
export class ChangeableWorkspaceFiles implements ChangeableFiles {
  readonly #paths: Pick<WorkspacePaths, 'file' | 'mayRead' | 'pathOf'>;

  constructor(paths: Pick<WorkspacePaths, 'file' | 'mayRead' | 'pathOf'>) {
    this.#paths = paths;
  }

  /** The file of a path of the model, or a sentence for the model about why it can't be changed. Never rejects. */
  async find(path: string): Promise<ChangeTarget | string> {
    if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return 'The path contains invisible characters.';
    const file = await this.#paths.file(path);
    return 'error' in file ? file.error : changeTarget(file.uri, file.path);
  }

  /** The path of a file as the model and the user see it. */
  pathOf(uri: vscode.Uri): string {
    return this.#paths.pathOf(uri);
  }

  /** The file of a proposal, as `find`: links, settings and permissions may have changed since. */
  async target(uri: vscode.Uri): Promise<ChangeTarget | string> {
    const path = this.#paths.pathOf(uri);
    return (await this.#paths.mayRead(uri)) ? changeTarget(uri, path) : `${path} is excluded.`;
  }
}

async function changeTarget(uri: vscode.Uri, path: string): Promise<ChangeTarget | string> {
  if (await isInRepositoryFolder(uri)) return 'Files in the .git folder can’t be changed.';
  if (path.endsWith('.ipynb')) return `${path} is a notebook. Notebooks can’t be changed.`;
  const size = await sizeOf(uri);
  if (size === 'folder') return `${path} is a folder.`;
  if (size === undefined) return { uri: uri.toString(), path, text: undefined };
  if (size > MAX_SIZE) return `${path} is too large to be changed.`;
  if (uri.scheme === 'file' && (await lacksWritePermission(uri.fsPath)))
    return `${path} is read-only.`;
  const text = (await documentOf(uri))?.getText();
  if (text === undefined || text.includes('\0')) return `${path} is not a text file.`;
  return { uri: uri.toString(), path, text };
}

/** Whether a file is in a `.git` folder, with symbolic links resolved: Git runs some of these files. */
async function isInRepositoryFolder(uri: vscode.Uri): Promise<boolean> {
  const real = uri.scheme === 'file' ? await realPathOf(uri.fsPath) : undefined;
  const names = [uri.path, real ?? ''].flatMap((path) => path.split(/[/\\]/));
  return names.some((name) => name.toLowerCase() === '.git');
}

/** The size of a file in bytes; undefined if it does not exist. */
async function sizeOf(uri: vscode.Uri): Promise<number | 'folder' | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.Directory ? 'folder' : size;
  } catch {
    return undefined;
  }
}
