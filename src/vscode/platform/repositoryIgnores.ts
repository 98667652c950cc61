import * as vscode from 'vscode';
import { IgnoredPaths } from '../../privacy/ignoredPaths.ts';

/** Maximum size of a file with patterns in bytes; a larger one ignores everything. */
const MAX_BYTES = 100_000;
/** Maximum number of folders above a workspace folder in which its repository is searched. */
const MAX_ABOVE = 16;

/** The files that Git ignores in the repository of a workspace folder. */
export interface RepositoryIgnores {
  readonly ignored: IgnoredPaths;
  /** Whether the repository begins above the folder, so that patterns from there count as well. */
  readonly isAbove: boolean;
}

/** Finds the repository of a workspace folder; the folder itself counts as one if there is none. Never rejects. */
export async function repositoryIgnores(folder: vscode.Uri): Promise<RepositoryIgnores> {
  const root = folder.path.replace(/\/$/, '');
  const at = (path: string) => folder.with({ path, query: '', fragment: '' });
  let repository = root;
  for (let above = root, count = 0; above !== '' && count < MAX_ABOVE; count += 1) {
    if (await exists(at(`${above}/.git`))) {
      repository = above;
      break;
    }
    above = above.slice(0, above.lastIndexOf('/'));
  }
  const ignored = new IgnoredPaths(repository, async (path) => {
    const own = await patternsIn(at(`${path}/.gitignore`));
    if (path !== repository) return own;
    const others = await patternsIn(at(`${path}/.git/info/exclude`));
    return own === undefined && others === undefined ? undefined : `${others ?? ''}\n${own ?? ''}`;
  });
  return { ignored, isAbove: repository !== root };
}

/**
 * Whether patterns above a workspace folder ignore a file in it; undefined if there are none, or if they ignore the
 * folder itself, which the user opened nevertheless. Never rejects.
 */
export async function ignoredAbove(
  folder: vscode.Uri,
): Promise<((file: vscode.Uri) => Promise<boolean>) | undefined> {
  const { ignored, isAbove } = await repositoryIgnores(folder);
  const anyFile = vscode.Uri.joinPath(folder, 'any file');
  if (!isAbove || (await ignored.isIgnored(anyFile.path))) return undefined;
  return (file) => ignored.isIgnored(file.path);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}

/** The patterns of a file; undefined if there is none, or a link instead, which Git does not follow either. */
async function patternsIn(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File) return undefined;
    if (size > MAX_BYTES) return '*';
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
