import * as vscode from 'vscode';
import type { Excluder } from '../../mistral/privacy.ts';
import { excluderFor } from '../../mistral/privacy.ts';
import type { ListedFile } from '../../chat/context/folder.ts';
import type { Exclusions } from '../exclusions.ts';
import { pathAt } from '../files.ts';
import { closedAt } from './permission.ts';

/** Entries of a folder that are looked at, those of its folders among them: enough for what may travel. */
const MOST_ENTRIES = 5_000;
/** Files whose size is asked for: twice as many as travel. */
const MOST_SIZED = 100;

/** A file of a folder. */
export interface FolderFile extends ListedFile {
  readonly uri: vscode.Uri;
}

/** The files of a folder that may travel. */
export interface FolderFiles {
  readonly files: readonly FolderFile[];
  /** How many may not. */
  readonly closed: number;
}

/**
 * The files below a folder, without those that VS Code itself hides or does not search. Links are not
 * followed: they may lead in circles, or to files that may not travel. Rejects if the folder cannot be read.
 */
export async function filesBelow(folder: vscode.Uri, exclusions: Exclusions): Promise<FolderFiles> {
  const isHidden = hiddenTest();
  const files: FolderFile[] = [];
  const folders = [folder];
  let closed = 0;
  let left = MOST_ENTRIES;
  for (let next = folders.shift(); next && left > 0; next = folders.shift()) {
    const entries = await listing(next, next === folder);
    for (const [name, type] of entries.slice(0, left)) {
      left -= 1;
      const uri = vscode.Uri.joinPath(next, name);
      if (isHidden(pathAt(uri))) continue;
      if (type === vscode.FileType.Directory) folders.push(uri);
      else if (closedAt(uri, exclusions)) closed += 1;
      else if (type === vscode.FileType.File) files.push({ uri, path: pathAt(uri), bytes: 0 });
    }
  }
  const inOrder = files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sized = await withSizes(inOrder.slice(0, MOST_SIZED));
  return { files: [...sized, ...inOrder.slice(MOST_SIZED)], closed };
}

/** Tests paths for `files.exclude` and `search.exclude`. */
export function hiddenTest(): Excluder {
  const globs = hiddenGlobs();
  return excluderFor([...globs, ...globs.map((glob) => `${glob.replace(/\/+$/, '')}/**`)]);
}

/** The globs that are switched on in `files.exclude` and `search.exclude`. */
function hiddenGlobs(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const scopes = folders.length > 0 ? folders.map(({ uri }) => uri) : [null];
  const globs = scopes.flatMap((scope) =>
    ['files', 'search'].flatMap((section) => {
      const value = vscode.workspace.getConfiguration(section, scope).get<unknown>('exclude');
      const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
      return entries.flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
    }),
  );
  return [...new Set(globs)];
}

/** The globs that VS Code's file search is to leave out, as one. */
export function hiddenGlob(): string | undefined {
  // Within braces a glob can have none of its own; what such a one hides is found, and does no harm.
  const globs = hiddenGlobs().filter((each) => !/[{},]/.test(each));
  return globs.length > 0 ? `{${globs.join(',')}}` : undefined;
}

async function listing(
  folder: vscode.Uri,
  mustExist: boolean,
): Promise<[string, vscode.FileType][]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.sort(([a], [b]) => (a < b ? -1 : 1));
  } catch (error) {
    if (mustExist) throw error;
    return [];
  }
}

/** Files with their sizes; one that is gone again has none. */
async function withSizes(files: readonly FolderFile[]): Promise<FolderFile[]> {
  const sized = await Promise.all(
    files.map(async (file) => {
      try {
        const { size } = await vscode.workspace.fs.stat(file.uri);
        return [{ ...file, bytes: size }];
      } catch {
        return [];
      }
    }),
  );
  return sized.flat();
}
