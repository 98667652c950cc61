import * as vscode from 'vscode';
import type { ListedFile } from '../../../chat/context/folderText.ts';
import { parseExcludeGlobs } from '../../../privacy/excludeGlobs.ts';
import { foldPath } from '../../../privacy/paths.ts';
import type { Clock } from '../../../base/clock.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { pathAt } from '../../platform/files.ts';
import { hiddenGlobsOfWorkspace } from '../../platform/hiddenGlobs.ts';
import { yieldWithPauses } from '../../../base/yielding.ts';

/** Maximum number of entries to read below a folder. */
const MAX_ENTRIES = 5_000;
/** Maximum number of files whose size is read: twice the number that is attached. */
const MAX_SIZED = 100;

/** A file in a folder. */
interface FolderFile extends ListedFile {
  readonly uri: vscode.Uri;
}

/** The files of a folder that may be sent. */
export interface FolderListing {
  readonly files: readonly FolderFile[];
  /** Number of files that may not be sent. */
  readonly blocked: number;
}

/**
 * Lists the files in a folder and its subfolders, except those that VS Code hides or does not search. Does not follow
 * links: they may be circular or lead to files that may not be sent. Rejects if the folder can't be read.
 */
export async function filesBelow(
  folder: vscode.Uri,
  { permissions, clock }: { readonly permissions: SendPermissions; readonly clock: Clock },
): Promise<FolderListing> {
  const { signal } = new AbortController();
  const isHidden = hiddenTest();
  const files: FolderFile[] = [];
  const folders = [folder];
  let blocked = 0;
  let left = MAX_ENTRIES;
  for (let next = folders.shift(); next && left > 0; next = folders.shift()) {
    const entries = await listing(next, next === folder);
    for await (const [name, type] of yieldWithPauses(entries.slice(0, left), clock, signal)) {
      left -= 1;
      const uri = vscode.Uri.joinPath(next, name);
      // Git's own files may have credentials, and a workspace can un-hide them.
      if (name === '.git' || isHidden(pathAt(uri))) continue;
      if (type === vscode.FileType.Directory) folders.push(uri);
      else if (permissions.blockedReasonByName(uri)) blocked += 1;
      else if (type === vscode.FileType.File) files.push({ uri, path: pathAt(uri), bytes: 0 });
    }
  }
  const inOrder = files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sized = await withSizes(inOrder.slice(0, MAX_SIZED));
  return { files: [...sized, ...inOrder.slice(MAX_SIZED)], blocked };
}

/** Tests paths for `files.exclude` and `search.exclude`. */
function hiddenTest(): (path: string) => boolean {
  const { matches } = parseExcludeGlobs(hiddenGlobsOfWorkspace());
  return (path) => matches([foldPath(path)]);
}

/** The globs to exclude from VS Code's file search, as one glob. */
export function combinedExcludeGlob(): string | undefined {
  // Braces can't be nested. Files that such a glob hides are found, which does no harm.
  const globs = hiddenGlobsOfWorkspace().filter((each) => !/[{},]/.test(each));
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

/** Files with their sizes. A file that was deleted in the meantime has none. */
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
