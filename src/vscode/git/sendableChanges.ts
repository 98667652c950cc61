import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { GitRepository } from './gitApi.ts';
import { readChanges } from './readChanges.ts';
import type { SendableChanges } from './readChanges.ts';
import type { RunGit } from './runGit.ts';

/** The dependencies of {@link sendableChanges}. */
export interface ChangeDependencies {
  readonly permissions: SendPermissions;
  readonly clock: Clock;
}

/** The changes in the index (`staged`) or the working tree that may be sent. Rejects if git fails. */
export async function sendableChanges(
  run: RunGit,
  repository: Pick<GitRepository, 'rootUri'>,
  staged: boolean,
  { permissions, clock }: ChangeDependencies,
  signal: AbortSignal,
): Promise<SendableChanges> {
  const { rootUri } = repository;
  const isBlocked = async (paths: readonly string[]): Promise<boolean> => {
    const uris = paths.map((path) => vscode.Uri.joinPath(rootUri, path));
    return (await permissions.checkChanged(uris, rootUri)) !== undefined;
  };
  return readChanges(rootUri.fsPath, staged, { run, clock, isBlocked }, signal);
}
