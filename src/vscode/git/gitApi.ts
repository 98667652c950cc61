import * as vscode from 'vscode';
import type { LoggedCommit } from '../../chat/prompts/commit.ts';

/** What we use of the API of VS Code's own git extension, version 1. */
export interface GitApi {
  readonly repositories: readonly GitRepository[];
}

/** A repository that VS Code has found. All its methods reject if git fails. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The box for the commit message in the source-control view. */
  readonly inputBox: { value: string };
  /** What `status` has found. */
  readonly state: GitState;
  /** Looks at the repository anew; changes nothing in it. */
  status(): Promise<void>;
  /** The changes that are staged, or those that are not; a diff as git prints it. */
  diff(cached: boolean): Promise<string>;
  /** The last commits, newest first. */
  log(options: { readonly maxEntries: number }): Promise<readonly LoggedCommit[]>;
  /** Rejects where there is none of that name. */
  getCommit(name: string): Promise<LoggedCommit>;
}

/** Changes as VS Code lists them, by files. */
export interface GitState {
  /** Those that could not be merged. */
  readonly mergeChanges: readonly GitChange[];
  /** New files are among them, unless the user keeps these apart. */
  readonly workingTreeChanges: readonly GitChange[];
  readonly untrackedChanges?: readonly GitChange[];
}

/** A changed file. */
export interface GitChange {
  readonly uri: vscode.Uri;
  /** One of the API's numbers. */
  readonly status: number;
}

/** The status of a file that git does not know, as the API numbers it. */
export const UNTRACKED = 7;

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
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
