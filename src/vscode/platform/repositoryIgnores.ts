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
    const others = await patternsIn(await excludeFileOf(at(`${path}/.git`)));
    return own === undefined && others === undefined ? undefined : `${others ?? ''}\n${own ?? ''}`;
  });
  return { ignored, isAbove: repository !== root };
}

/**
 * Tests whether Git ignores a file in a workspace folder. If it ignores the folder itself, which the user opened
 * nevertheless, only patterns in the folder count. Never rejects.
 */
export async function ignoredIn(
  folder: vscode.Uri,
): Promise<(file: vscode.Uri) => Promise<boolean>> {
  const { ignored, isAbove } = await repositoryIgnores(folder);
  const root = folder.path.replace(/\/$/, '');
  const isOpenedAnyway = isAbove && (await ignored.isFolderIgnored(root));
  const found = isOpenedAnyway ? ignored.below(root) : ignored;
  return (file) => found.isIgnored(file.path);
}

/** The file with the private patterns of a repository. In a worktree or submodule, `.git` is a file with its address. */
async function excludeFileOf(git: vscode.Uri): Promise<vscode.Uri> {
  const usual = vscode.Uri.joinPath(git, 'info', 'exclude');
  const address = /^gitdir: (.+)$/m.exec((await patternsIn(git)) ?? '')?.[1]?.trim();
  if (address === undefined) return usual;
  const resolved = (base: vscode.Uri, path: string) =>
    path.startsWith('/') ? base.with({ path }) : vscode.Uri.joinPath(base, path);
  const folder = resolved(vscode.Uri.joinPath(git, '..'), address);
  const common = (await patternsIn(vscode.Uri.joinPath(folder, 'commondir')))?.trim();
  const shared = common === undefined || common === '' ? folder : resolved(folder, common);
  return vscode.Uri.joinPath(shared, 'info', 'exclude');
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
