import type { Ignore } from 'ignore';
import * as vscode from 'vscode';
import { parseExcludeGlobs } from '../../../privacy/excludeGlobs.ts';
import { readIgnoreFile } from '../../../privacy/ignoreFile.ts';
import { foldPath } from '../../../privacy/paths.ts';

/** Entries of folders that are looked at. */
const MAX_ENTRIES = 50_000;
/** Larger ignore files are not read, in bytes. */
const MAX_IGNORE_BYTES = 100_000;

interface Folder {
  readonly uri: vscode.Uri;
  /** Relative to the workspace folder, with a slash at the end; empty for that folder itself. */
  readonly path: string;
  /** The ignore files of this folder and those above, outermost first. */
  readonly rules: readonly { readonly path: string; readonly ignore: Ignore }[];
}

/**
 * The files below a workspace folder, without ripgrep: for virtual file systems. Honors `.gitignore` and the globs of
 * hidden files; doesn't follow links. Yields names only: nothing but ignore files is read.
 */
export async function* scannedFiles(
  root: vscode.Uri,
  hidden: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<vscode.Uri, void, undefined> {
  const isHidden = parseExcludeGlobs(['**/.git', ...hidden]).matches;
  const folders: Folder[] = [{ uri: root, path: '', rules: [] }];
  let left = MAX_ENTRIES;
  for (let next = folders.shift(); next && left > 0 && !signal.aborted; next = folders.shift()) {
    const entries = await listed(next.uri);
    const rules = [...next.rules, ...(await ignoreRules(next, entries))];
    for (const [name, type] of entries.slice(0, left)) {
      left -= 1;
      const path = next.path + name;
      const isFolder = type === vscode.FileType.Directory;
      if (isHidden([foldPath(path)]) || isIgnored(isFolder ? `${path}/` : path, rules)) continue;
      const uri = vscode.Uri.joinPath(next.uri, name);
      if (isFolder) folders.push({ uri, path: `${path}/`, rules });
      else if (type === vscode.FileType.File) yield uri;
    }
  }
}

async function listed(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // Deleted in the meantime, or not readable.
    return [];
  }
}

async function ignoreRules(
  { uri, path }: Folder,
  entries: readonly [string, vscode.FileType][],
): Promise<Folder['rules']> {
  if (!entries.some(([name, type]) => name === '.gitignore' && type === vscode.FileType.File)) {
    return [];
  }
  try {
    const file = vscode.Uri.joinPath(uri, '.gitignore');
    const { size } = await vscode.workspace.fs.stat(file);
    const text =
      size > MAX_IGNORE_BYTES
        ? '*'
        : new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return [{ path, ignore: readIgnoreFile(text) }];
  } catch {
    return [];
  }
}

/** The innermost ignore file that says something about a path decides. */
function isIgnored(path: string, rules: Folder['rules']): boolean {
  for (const rule of rules.toReversed()) {
    const { ignored, unignored } = rule.ignore.test(path.slice(rule.path.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
