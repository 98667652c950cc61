import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { gitRunner } from './runGit.ts';
import type { RunGit } from './runGit.ts';

/** The used part of the API of VS Code's Git extension, version 1. */
export interface GitApi {
  /** The git program that the extension uses. */
  readonly git: { readonly path: string };
  readonly repositories: readonly GitRepository[];
}

/** An open repository. Its methods reject if git fails. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The commit message box in the Source Control view. */
  readonly inputBox: { value: string };
  /** The result of the last `status`. */
  readonly state: GitState;
  /** Refreshes `state`. */
  status(): Promise<void>;
}

/** Changed files as VS Code lists them. */
interface GitState {
  /** Files with merge conflicts. */
  readonly mergeChanges: readonly GitChange[];
  /** Includes untracked files, unless the user's settings list them separately. */
  readonly workingTreeChanges: readonly GitChange[];
  readonly untrackedChanges?: readonly GitChange[];
}

/** A changed file. */
interface GitChange {
  readonly uri: vscode.Uri;
  /** A number of the API's `Status`. */
  readonly status: number;
}

/** `Status.UNTRACKED` of the API. */
export const UNTRACKED = 7;

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The API of VS Code's Git extension; undefined if it is missing or disabled. Never rejects. */
export async function gitApi(): Promise<GitApi | undefined> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const git = await extension?.activate();
    return git?.enabled === true ? git.getAPI(1) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns a runner for the git program that VS Code uses, because the results of the API's own diffs depend on the user's
 * git settings. Undefined if git is unavailable or the workspace is untrusted. Never rejects.
 */
export async function vsCodeGitRunner(clock: Clock): Promise<RunGit | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  const path = (await gitApi())?.git.path;
  return path === undefined ? undefined : gitRunner(path, clock);
}

/** The message if VS Code's Git extension is turned off or finds no Git. */
export function gitUnavailableMessage(): string {
  return vscode.l10n.t(
    'Git isn’t available in this window. Install Git, or turn on git.enabled in the settings.',
  );
}
