import * as vscode from 'vscode';
import { editorOf, isNotebookCell } from '../platform/files.ts';
import { PREVIEW_SCHEME } from '../../privacy/schemes.ts';

/** The preview document that a tab shows; undefined for other tabs. */
export function previewUriIn(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const isOurs =
    input instanceof vscode.TabInputTextDiff && input.modified.scheme === PREVIEW_SCHEME;
  return isOurs ? input.modified : undefined;
}

/** The tabs of one preview, or of all. */
export function openPreviewTabs(uri?: vscode.Uri): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.filter((tab) => {
    const change = previewUriIn(tab);
    return change && (!uri || change.toString() === uri.toString());
  });
}

/** Closes the tabs of one preview, or of all. */
export async function closePreviewTabs(uri?: vscode.Uri): Promise<void> {
  await vscode.window.tabGroups.close(openPreviewTabs(uri));
}

/**
 * Takes the language from a closed preview: VS Code keeps its document for minutes, and language extensions would keep
 * its problems. Never rejects.
 */
export async function clearDiagnostics(uri: vscode.Uri): Promise<void> {
  const key = uri.toString();
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
  try {
    if (document) await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
  } catch {
    // VS Code has closed it in the meantime.
  }
}

/** The editor with the changed side of a preview; undefined if it is not visible. */
export function changedSideOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri.toString();
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
}

/** Scrolls an editor to a line and places the cursor there. */
export function scrollTo(editor: vscode.TextEditor, line: number): void {
  const at = new vscode.Position(line, 0);
  const range = new vscode.Range(at, at);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Focuses the document with the cursor after the applied change. Notebook editors are skipped. */
export async function showApplied(document: vscode.TextDocument, offset: number): Promise<void> {
  if (isNotebookCell(document.uri)) return;
  const at = document.positionAt(offset);
  await vscode.window.showTextDocument(document, {
    viewColumn: editorOf(document)?.viewColumn ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(at, at),
    preview: false,
  });
}
