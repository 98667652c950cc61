import * as vscode from 'vscode';

/** The URI of the open workspace, as conversations store it; undefined without one. */
export function workspaceUri(): string | undefined {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  return (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString();
}
