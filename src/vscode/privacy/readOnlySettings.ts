import * as vscode from 'vscode';
import { parseExcludeGlobs } from '../../privacy/excludeGlobs.ts';
import type { ExcludeGlobs } from '../../privacy/excludeGlobs.ts';
import { foldPath, matchCandidates } from '../../privacy/paths.ts';

/** VS Code's settings that make files read-only. */
export const READ_ONLY_SETTINGS = [
  'files.readonlyInclude',
  'files.readonlyExclude',
  'files.readonlyFromPermissions',
] as const;

interface FolderSettings {
  readonly include: ExcludeGlobs;
  readonly exclude: ExcludeGlobs;
}

/** Reads VS Code's settings for read-only files and caches them until they change. */
export class ReadOnlySettings {
  readonly #byFolder = new Map<string, FolderSettings>();

  /** Whether `files.readonlyInclude` makes a file read-only, and `files.readonlyExclude` does not undo it. */
  isReadOnly(uri: vscode.Uri): boolean {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    const { include, exclude } = this.#settingsOf(folder);
    const path = foldPath(uri.path);
    const names = matchCandidates(path, folder ? [foldPath(folder.path)] : []);
    if (!include.matches(names)) return false;
    // Only an exact match makes a file writable: a bare name could be in any folder.
    return !exclude.matches(names.filter((name) => name.includes('/')));
  }

  /** `files.readonlyFromPermissions` for a file. */
  readsPermissions(uri: vscode.Uri): boolean {
    const files = vscode.workspace.getConfiguration('files', uri);
    return files.get<unknown>('readonlyFromPermissions') === true;
  }

  /** A setting or the workspace folders changed. */
  onConfigurationChanged(): void {
    this.#byFolder.clear();
  }

  #settingsOf(folder: vscode.Uri | undefined): FolderSettings {
    const key = folder?.toString() ?? '';
    let known = this.#byFolder.get(key);
    if (!known) {
      const files = vscode.workspace.getConfiguration('files', folder ?? null);
      known = {
        include: parseExcludeGlobs(globsOn(files.get<unknown>('readonlyInclude'))),
        exclude: parseExcludeGlobs(globsOn(files.get<unknown>('readonlyExclude'))),
      };
      this.#byFolder.set(key, known);
    }
    return known;
  }
}

/** The enabled globs. A glob with a condition counts as enabled. */
function globsOn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([glob, isOn]) => (isOn === false ? [] : [glob]));
}
