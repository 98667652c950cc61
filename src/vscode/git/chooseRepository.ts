import * as vscode from 'vscode';
import { pathAt } from '../platform/files.ts';
import { gitApi, gitUnavailableMessage } from './gitApi.ts';
import type { GitRepository } from './gitApi.ts';
import { innermostRoot } from './innermostRoot.ts';

/** What a repository is needed for. */
export type RepositoryPurpose = 'commit message' | 'review';

/**
 * The repository for a commit message or a review: the one of `sourceControl`, or the only one, or the one of the active
 * file, or the one the user selects. Undefined if the user cancels; `refused` is the message if there is none.
 */
export async function chooseRepository(
  sourceControl: unknown,
  purpose: RepositoryPurpose,
): Promise<GitRepository | { readonly refused: string } | undefined> {
  const { t } = vscode.l10n;
  const isReview = purpose === 'review';
  if (!vscode.workspace.isTrusted) {
    const refused = isReview
      ? t('Reviews are not available in an untrusted workspace.')
      : t('Commit messages are not available in an untrusted workspace.');
    return { refused };
  }
  const git = await gitApi();
  if (!git) return { refused: gitUnavailableMessage() };
  const { repositories } = git;
  const none = { refused: t('No Git repository is open.') };
  const root = rootOf(sourceControl);
  if (root) return (await repositoryAround(repositories, root)) ?? none;
  const [only, ...more] = repositories;
  if (!only) return none;
  if (more.length === 0) return only;
  const file = vscode.window.activeTextEditor?.document.uri;
  const placeHolder = isReview
    ? t('Select a repository to review')
    : t('Select a repository for the commit message');
  return (
    (file && (await repositoryAround(repositories, file))) ??
    pickRepository(repositories, placeHolder)
  );
}

/** The root of a SourceControl as VS Code passes it to commands; undefined for any other value. */
export function rootOf(value: unknown): vscode.Uri | undefined {
  if (typeof value !== 'object' || value === null || !('rootUri' in value)) return undefined;
  return value.rootUri instanceof vscode.Uri ? value.rootUri : undefined;
}

/** The innermost repository that contains a file or folder. */
async function repositoryAround(
  repositories: readonly GitRepository[],
  { scheme, fsPath }: vscode.Uri,
): Promise<GitRepository | undefined> {
  const same = repositories.filter(({ rootUri }) => rootUri.scheme === scheme);
  const at = await innermostRoot(
    same.map(({ rootUri }) => rootUri.fsPath),
    fsPath,
  );
  return at === undefined ? undefined : same[at];
}

async function pickRepository(
  repositories: readonly GitRepository[],
  placeHolder: string,
): Promise<GitRepository | undefined> {
  const rows = repositories.map((repository) => ({
    label: pathAt(repository.rootUri),
    description: repository.rootUri.fsPath,
    repository,
  }));
  const row = await vscode.window.showQuickPick(rows, { placeHolder });
  return row?.repository;
}
