import * as vscode from 'vscode';
import { editorOf } from '../files.ts';

/** The scheme of the documents with a change, which exist in memory alone. */
export const SCHEME = 'codestral-edit';

/** The document with a change that a tab shows, if it shows one. */
export function changeIn(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const isOurs = input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME;
  return isOurs ? input.modified : undefined;
}

/** The tabs that show a change; any, if it is not said which. */
export function tabsOf(uri?: vscode.Uri): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return tabs.filter((tab) => {
    const change = changeIn(tab);
    return change && (!uri || change.toString() === uri.toString());
  });
}

/** Closes the tabs that show a change. */
export async function closeTabs(uri?: vscode.Uri): Promise<void> {
  await vscode.window.tabGroups.close(tabsOf(uri));
}

/** Scrolls the editor that shows a change so that a line can be seen; false if none does yet. */
export function scrollTo(uri: vscode.Uri, line: number): boolean {
  const shows = ({ document }: vscode.TextEditor) => document.uri.toString() === uri.toString();
  const editor = vscode.window.visibleTextEditors.find(shows);
  const range = new vscode.Range(line, 0, line, 0);
  editor?.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor !== undefined;
}

/** Puts the focus and the cursor behind a change that was made. The editor of a notebook is there already. */
export async function showMade(document: vscode.TextDocument, offset: number): Promise<void> {
  if (document.uri.scheme === 'vscode-notebook-cell') return;
  const at = document.positionAt(offset);
  await vscode.window.showTextDocument(document, {
    viewColumn: editorOf(document)?.viewColumn ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(at, at),
    preview: false,
  });
}
