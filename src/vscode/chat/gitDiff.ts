import * as vscode from 'vscode';
import { joinDiff, splitDiff } from '../../chat/context/diff.ts';
import type { Exclusions } from '../exclusions.ts';
import { closedAt } from './permission.ts';

/** What we use of the API of VS Code's own git extension, version 1. */
export interface GitApi {
  readonly repositories: readonly GitRepository[];
}

/** A repository that VS Code has found. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The changes that are staged, or those that are not; a diff as git prints it. Rejects if git fails. */
  diff(cached: boolean): Promise<string>;
}

/** The uncommitted changes, without files that may not travel. */
export interface GitChanges {
  readonly text: string;
  /** The length of all, in characters. */
  readonly of: number;
  /** How many changed files may not travel. */
  readonly closed: number;
}

/** The API of VS Code's git; undefined where it is missing or switched off. Never rejects. */
export async function gitApi(): Promise<GitApi | undefined> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const git = await extension?.activate();
    return git?.enabled === true ? git.getAPI(1) : undefined;
  } catch {
    return undefined;
  }
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The uncommitted changes of all repositories, staged ones first. New files count once they are staged. */
export async function gitChanges(git: GitApi, exclusions: Exclusions): Promise<GitChanges> {
  const files = [];
  let closed = 0;
  for (const repository of git.repositories) {
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
