import * as vscode from 'vscode';
import { joinDiff, splitDiff } from '../../chat/context/diff.ts';
import type { Exclusions } from '../exclusions.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { closedAt } from './permission.ts';

/** The uncommitted changes, without files that may not travel. */
export interface GitChanges {
  readonly text: string;
  /** The length of all, in characters. */
  readonly of: number;
  /** How many changed files may not travel. */
  readonly closed: number;
}

/** The uncommitted changes of all repositories, staged ones first. New files count once they are staged. */
export async function gitChanges(
  repositories: readonly Pick<GitRepository, 'rootUri' | 'diff'>[],
  exclusions: Exclusions,
): Promise<GitChanges> {
  const files = [];
  let closed = 0;
  for (const repository of repositories) {
    for (const cached of [true, false]) {
      for (const file of splitDiff(await repository.diff(cached))) {
        const mayTravel = file.paths.every(
          (path) => !closedAt(vscode.Uri.joinPath(repository.rootUri, path), exclusions),
        );
        // A file whose name cannot be told may be any file.
        if (mayTravel && file.paths.length > 0) files.push(file);
        else closed += 1;
      }
    }
  }
  return { ...joinDiff(files), closed };
}
