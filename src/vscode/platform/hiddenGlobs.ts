import * as vscode from 'vscode';

/** The enabled globs in `files.exclude` and `search.exclude`: what VS Code hides or does not search in a folder. */
export function hiddenGlobs(folder: vscode.Uri | null): string[] {
  return ['files', 'search'].flatMap((section) => {
    const value = vscode.workspace.getConfiguration(section, folder).get<unknown>('exclude');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return entries.flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
  });
}

/** The globs of all workspace folders, each once; those of the user if no folder is open. */
export function hiddenGlobsOfWorkspace(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const globs =
    folders.length > 0 ? folders.flatMap(({ uri }) => hiddenGlobs(uri)) : hiddenGlobs(null);
  return [...new Set(globs)];
}
