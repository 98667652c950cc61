import * as vscode from 'vscode';
import { baseName } from '../../base/baseName.ts';

/** A document's path for settings and prompts: relative to the workspace, or the file name outside of it. */
export function pathOf(document: vscode.TextDocument): string {
  return pathAt(fileOf(document));
}

/** The path of a file or folder, as for `pathOf`. */
export function pathAt(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri, false)
    : baseName(uri.path);
}

/** The URI of a document's file: for a notebook cell, that of its notebook. */
export function fileOf(document: vscode.TextDocument): vscode.Uri {
  return fileAt(document.uri);
}

/** Whether a document is the cell of a notebook. */
export function isNotebookCell(uri: vscode.Uri): boolean {
  return uri.scheme === 'vscode-notebook-cell';
}

/** As `fileOf`, by the URI of a document. A cell whose notebook is not open keeps its own URI. */
export function fileAt(uri: vscode.Uri): vscode.Uri {
  if (!isNotebookCell(uri)) return uri;
  const key = uri.toString();
  const notebooks = vscode.workspace.notebookDocuments.filter(
    (notebook) => notebook.uri.path === uri.path,
  );
  // Notebooks of two file systems may have the same path.
  const hasCell = (notebook: vscode.NotebookDocument): boolean =>
    notebooks.length === 1 ||
    notebook.getCells().some(({ document }) => document.uri.toString() === key);
  return notebooks.find(hasCell)?.uri ?? uri;
}

/** The editor that shows a document, preferably the active one; undefined if there is none. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const shows = (editor: vscode.TextEditor | undefined) => editor?.document === document;
  const active = vscode.window.activeTextEditor;
  return shows(active) ? active : vscode.window.visibleTextEditors.find(shows);
}

/** Parses a text as a URI. Undefined if it is not one. */
export function parseUri(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
