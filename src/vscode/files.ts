import * as vscode from 'vscode';

/** The path by which settings and prompts name a document: relative to the workspace, else the bare name. */
export function pathOf(document: vscode.TextDocument): string {
  return pathAt(fileOf(document));
}

/** The path by which settings and prompts name a file or folder: as `pathOf`. */
export function pathAt(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri, false)
    : (uri.path.split('/').at(-1) ?? uri.path);
}

/** Whether nobody can write where the document lives. */
export function isReadOnly(document: vscode.TextDocument): boolean {
  return isReadOnlyAt(fileOf(document));
}

/** Whether nobody can write where a file lives. */
export function isReadOnlyAt(uri: vscode.Uri): boolean {
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false;
}

/** The URI whose scheme and path speak for a document: a notebook cell belongs to its notebook. */
export function fileOf(document: vscode.TextDocument): vscode.Uri {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document.uri;
  const isOwner = ({ uri }: vscode.NotebookDocument) => uri.path === document.uri.path;
  return vscode.workspace.notebookDocuments.find(isOwner)?.uri ?? document.uri;
}

/** The editor that shows a document, if one does; the active one first. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const shows = (editor: vscode.TextEditor | undefined) => editor?.document === document;
  const active = vscode.window.activeTextEditor;
  return shows(active) ? active : vscode.window.visibleTextEditors.find(shows);
}
