import { constants } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** What only the file system knows about a file. */
export interface FileSendFacts {
  /** The path with symbolic links resolved; undefined if that is not possible. */
  readonly realPath: string | undefined;
  /** The roots of the repositories that contain the file, by its own path and its real path. */
  readonly repositories: readonly string[];
  /** Whether its permissions make it read-only. */
  readonly isReadOnly: boolean;
}

/** Looks a file up. `readsPermissions` is `files.readonlyFromPermissions`. Never rejects. */
export async function fileFacts(
  uri: vscode.Uri,
  readsPermissions: boolean,
): Promise<FileSendFacts> {
  // An untitled document without a folder has neither a file nor another name.
  if (uri.scheme === 'untitled' && !/[/\\]/.test(uri.path)) return NONE;
  if (uri.scheme !== 'file' && uri.scheme !== 'untitled') return virtualFacts(uri);
  try {
    return await localFacts(uri.with({ scheme: 'file' }).fsPath, readsPermissions);
  } catch {
    // Not a valid path.
    return { ...NONE, realPath: undefined };
  }
}

const NONE: FileSendFacts = { realPath: '', repositories: [], isReadOnly: false };

/** The real path of a local file, which need not exist; undefined if a link cannot be followed. */
export async function realPathOf(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(await realpath(at), ...missing);
    } catch (error) {
      // A dangling link exists itself, but its target is unknown.
      if (!isMissing(error) || (await exists(at)) || dirname(at) === at) return undefined;
      missing.unshift(basename(at));
    }
  }
}

async function localFacts(path: string, readsPermissions: boolean): Promise<FileSendFacts> {
  const real = await realPathOf(path);
  const folders = new Set([...foldersOf(path), ...(real === undefined ? [] : foldersOf(real))]);
  const found = await Promise.all(
    [...folders].map(async (folder) => ((await exists(join(folder, '.git'))) ? [folder] : [])),
  );
  return {
    realPath: real,
    repositories: found.flat(),
    isReadOnly: readsPermissions && (await lacksWritePermission(path)),
  };
}

/** Virtual file systems report links, but not their targets. */
async function virtualFacts(uri: vscode.Uri): Promise<FileSendFacts> {
  let isReadOnly = false;
  for (let at = uri; ; at = vscode.Uri.joinPath(at, '..')) {
    try {
      const { type, permissions = 0 } = await vscode.workspace.fs.stat(at);
      if (type & vscode.FileType.SymbolicLink) return { ...NONE, realPath: undefined };
      if (at === uri) isReadOnly = (permissions & vscode.FilePermission.Readonly) !== 0;
    } catch {
      // Does not exist yet or is not reported: only the name is known.
    }
    // A path without a slash has no parent.
    if (!/^\/./.test(at.path)) return { ...NONE, realPath: uri.path, isReadOnly };
  }
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(path); ; at = dirname(at)) {
    folders.push(at);
    if (dirname(at) === at) return folders;
  }
}

/** Whether the owner lacks write permission, as VS Code checks it. */
export async function lacksWritePermission(path: string): Promise<boolean> {
  try {
    return ((await stat(path)).mode & constants.S_IWUSR) === 0;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
