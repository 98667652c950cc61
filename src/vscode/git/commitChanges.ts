import * as vscode from 'vscode';
import { changedFile } from '../../chat/context/changedFile.ts';
import type { ChangedFile } from '../../chat/context/changedFile.ts';
import { filesOf } from '../../chat/context/diff.ts';
import type { Clock } from '../../mistral/clock.ts';
import { closedAt } from '../chat/permission.ts';
import type { Exclusions } from '../exclusions.ts';
import type { GitRepository } from './gitApi.ts';
import { inSlices } from '../slices.ts';
import { newFiles } from './newFiles.ts';

/** What reading changes takes. */
export interface ChangePorts {
  readonly exclusions: Exclusions;
  readonly clock: Clock;
}

/** What the next commit takes, as far as it may travel. */
export interface CommitChanges {
  readonly files: readonly ChangedFile[];
  /** How many changed files may not travel. */
  readonly closed: number;
}

/**
 * The changes of the next commit: what is staged, else all of the working tree with its new files. Refused, in
 * words, where there are none or they cannot be committed yet. Never rejects; changes nothing in the repository.
 */
export async function commitChanges(
  repository: GitRepository,
  ports: ChangePorts,
  signal: AbortSignal = new AbortController().signal,
): Promise<CommitChanges | { readonly refused: string }> {
  const { t } = vscode.l10n;
  try {
    await repository.status();
    if (repository.state.mergeChanges.length > 0) {
      return { refused: t('Resolve the merge conflicts first, then stage the files.') };
    }
    const staged = await repository.diff(true);
    const isStaged = staged.trim() !== '';
    const known = await permitted(
      isStaged ? staged : await repository.diff(false),
      repository,
      ports,
      signal,
    );
    const added = isStaged ? NONE : await newFiles(repository, ports, signal);
    const files = [...known.files, ...added.files];
    const closed = known.closed + added.closed;
    if (files.length > 0) return { files, closed };
    if (closed === 0) return { refused: t('There are no changes to commit.') };
    return { refused: t('All changed files are excluded or read-only: nothing of them is sent.') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { refused: t('Git could not show the changes: {0}', why) };
  }
}

const NONE: CommitChanges = { files: [], closed: 0 };

/** The files of a diff that may travel. */
async function permitted(
  diff: string,
  { rootUri }: GitRepository,
  { exclusions, clock }: ChangePorts,
  signal: AbortSignal,
): Promise<CommitChanges> {
  const files: ChangedFile[] = [];
  let closed = 0;
  for await (const file of inSlices(filesOf(diff), clock, signal)) {
    const { paths } = file;
    const mayTravel = paths.every(
      (path) => !closedAt(vscode.Uri.joinPath(rootUri, path), exclusions),
    );
    // A file whose name cannot be told may be any file.
    if (mayTravel && paths.length > 0) files.push(changedFile(file));
    else closed += 1;
  }
  return { files, closed };
}
