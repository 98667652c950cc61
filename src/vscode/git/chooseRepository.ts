import * as vscode from 'vscode';
import { pathAt } from '../files.ts';
import { gitApi } from './gitApi.ts';
import type { GitRepository } from './gitApi.ts';

/**
 * The repository that a commit message is for: the one that `named`, a SourceControl, stands for, else the only
 * one, else the one of the file that one works in, else the one the user chooses. Undefined where none was
 * chosen; refused, in words, where there is none or nothing of the workspace is to be run.
 */
export async function chooseRepository(
  named: unknown,
): Promise<GitRepository | { readonly refused: string } | undefined> {
  const { t } = vscode.l10n;
  if (!vscode.workspace.isTrusted) {
    return { refused: t('In an untrusted workspace no commit message is written.') };
  }
  const git = await gitApi();
  if (!git) return { refused: t('Git is not available in this window.') };
  const { repositories } = git;
  const root = rootOf(named);
  const [only, ...more] = root ? repositories.filter(isAt(root)) : repositories;
  if (!only) return { refused: t('No git repository is open.') };
  if (more.length === 0) return only;
  return (
    repositoryOf(repositories, vscode.window.activeTextEditor?.document.uri) ?? picked(repositories)
  );
}

/** The root that something names: VS Code hands over a SourceControl, others may hand over anything. */
export function rootOf(named: unknown): vscode.Uri | undefined {
  if (typeof named !== 'object' || named === null || !('rootUri' in named)) return undefined;
  return named.rootUri instanceof vscode.Uri ? named.rootUri : undefined;
}

function isAt(root: vscode.Uri): (repository: GitRepository) => boolean {
  return ({ rootUri }) => rootUri.toString() === root.toString();
}

/** The innermost repository around a file. */
function repositoryOf(
  repositories: readonly GitRepository[],
  file: vscode.Uri | undefined,
): GitRepository | undefined {
  return repositories
    .filter(({ rootUri }) => file?.toString().startsWith(`${rootUri.toString()}/`))
    .reduce<GitRepository | undefined>((inner, each) => {
      const isInner = each.rootUri.path.length > (inner?.rootUri.path.length ?? 0);
      return isInner ? each : inner;
    }, undefined);
}

async function picked(repositories: readonly GitRepository[]): Promise<GitRepository | undefined> {
  const rows = repositories.map((repository) => ({
    label: pathAt(repository.rootUri),
    description: repository.rootUri.fsPath,
    repository,
  }));
  const placeHolder = vscode.l10n.t('Which repository is the message for?');
  const row = await vscode.window.showQuickPick(rows, { placeHolder });
  return row?.repository;
}
