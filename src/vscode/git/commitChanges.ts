import * as vscode from 'vscode';
import { changedFile } from '../../actions/commit/changedFile.ts';
import type { ChangedFile } from '../../actions/commit/changedFile.ts';
import { yieldWithPauses } from '../../base/yielding.ts';
import { vsCodeGitRunner, gitUnavailableMessage } from './gitApi.ts';
import type { GitRepository } from './gitApi.ts';
import { sendableChanges } from './sendableChanges.ts';
import type { ChangeDependencies } from './sendableChanges.ts';
import { untrackedFiles } from './untrackedFiles.ts';

/** The changes of the next commit that may be sent. */
export interface CommitChanges {
  readonly files: readonly ChangedFile[];
  /** The number of changed files that may not be sent. */
  readonly blocked: number;
}

/** The URIs of changed files; for a renamed file, of both names. */
export function urisOf(
  { rootUri }: GitRepository,
  files: readonly Pick<ChangedFile, 'name' | 'oldName'>[],
): readonly vscode.Uri[] {
  return files
    .flatMap(({ name, oldName }) => (oldName === undefined ? [name] : [name, oldName]))
    .map((name) => vscode.Uri.joinPath(rootUri, name));
}

/**
 * The changes of the next commit: the staged ones, or else all changes of the working tree with its untracked files.
 * `refused` is the message if there are none or they cannot be committed yet. Never rejects; changes nothing in the
 * repository.
 */
export async function commitChanges(
  repository: GitRepository,
  dependencies: ChangeDependencies,
  signal: AbortSignal,
): Promise<CommitChanges | { readonly refused: string }> {
  const { t } = vscode.l10n;
  try {
    await repository.status();
    if (repository.state.mergeChanges.length > 0) {
      return { refused: t('Resolve the merge conflicts first, then stage the files.') };
    }
    const run = await vsCodeGitRunner(dependencies.clock);
    if (!run) return { refused: gitUnavailableMessage() };
    const read = (isStaged: boolean) =>
      sendableChanges(run, repository, isStaged, dependencies, signal);
    const staged = await read(true);
    const isStaged = staged.changes.length + staged.blocked > 0;
    const tracked = isStaged ? staged : await read(false);
    const untracked = isStaged
      ? { files: [], blocked: 0 }
      : await untrackedFiles(repository, dependencies, signal);
    const files: ChangedFile[] = [];
    for await (const { name, oldName, text } of yieldWithPauses(
      tracked.changes,
      dependencies.clock,
      signal,
    )) {
      files.push({ ...changedFile(name, text), oldName });
    }
    files.push(...untracked.files);
    const blocked = tracked.blocked + untracked.blocked;
    if (files.length > 0) return { files, blocked };
    return blocked === 0
      ? { refused: t('There are no changes to commit.') }
      : { refused: t('All changed files are excluded or read-only, so they are not sent.') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { refused: t('Couldn’t read the Git changes: {0}', reason) };
  }
}
