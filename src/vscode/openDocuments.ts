import * as vscode from 'vscode';
import type { OpenDocument } from '../completion/context/snippet.ts';
import { editorOf, pathOf } from './files.ts';

/** A document as the context reads it; `near` is the line that matters, by default the first one in sight. */
export function openDocument(document: vscode.TextDocument, near?: number): OpenDocument {
  return {
    id: document.uri.toString(),
    path: pathOf(document),
    languageId: document.languageId,
    version: document.version,
    lines: {
      // A document may shrink while it is read.
      get count() {
        return document.lineCount;
      },
      at: (line) => (line < document.lineCount ? document.lineAt(line).text : ''),
    },
    near: near ?? editorOf(document)?.visibleRanges[0]?.start.line ?? 0,
  };
}

/** The documents in tabs, as far as VS Code has loaded them; those whose URIs are given first, in their order. */
export function documentsInTabs(first: readonly string[]): vscode.TextDocument[] {
  const loaded = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]),
  );
  const open = new Set(urisInTabs().map((uri) => uri.toString()));
  const inOrder = new Set([...first.filter((uri) => open.has(uri)), ...open]);
  return [...inOrder].map((uri) => loaded.get(uri)).filter((document) => document !== undefined);
}

/** The files in tabs, whether or not VS Code has loaded them. */
export function urisInTabs(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.map(({ input }) => uriOf(input)).filter((uri) => uri !== undefined);
}

/** The cells above a notebook's cell, in order; none for other documents. */
export function cellsBefore(document: vscode.TextDocument): vscode.TextDocument[] {
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cells = notebook.getCells().map((cell) => cell.document);
    const at = cells.indexOf(document);
    if (at >= 0) return cells.slice(0, at);
  }
  return [];
}

function uriOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) {
    return input.uri;
  }
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
