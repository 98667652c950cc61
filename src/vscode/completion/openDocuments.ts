import * as vscode from 'vscode';
import type { OpenDocument } from '../../completion/prompt/context/snippet.ts';
import { editorOf, fileOf, pathOf } from '../platform/files.ts';

/** A document as the context reads it. `focusLine` is the relevant line, by default the first visible one. */
export function toOpenDocument(document: vscode.TextDocument, focusLine?: number): OpenDocument {
  return {
    id: document.uri.toString(),
    path: pathOf(document),
    languageId: document.languageId,
    version: document.version,
    lines: {
      // The document may shrink while it is read.
      get count() {
        return document.lineCount;
      },
      at: (line) => (line < document.lineCount ? document.lineAt(line).text : ''),
    },
    focusLine: focusLine ?? editorOf(document)?.visibleRanges[0]?.start.line ?? 0,
  };
}

/** The loaded documents in tabs. Those with the given URIs come first, in their order. */
export function documentsInTabs(first: readonly string[]): vscode.TextDocument[] {
  const loaded = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]),
  );
  const open = new Set(urisInTabs().map((uri) => uri.toString()));
  const inOrder = new Set([...first.filter((uri) => open.has(uri)), ...open]);
  return [...inOrder].map((uri) => loaded.get(uri)).filter((document) => document !== undefined);
}

/** The open documents of a file; for a notebook, those of its cells. */
export function documentsOf(file: vscode.Uri): vscode.TextDocument[] {
  const key = file.toString();
  return vscode.workspace.textDocuments.filter((document) => fileOf(document).toString() === key);
}

/** The files in tabs, loaded or not. */
export function urisInTabs(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.map(({ input }) => uriOf(input)).filter((uri) => uri !== undefined);
}

/** The cells above a notebook cell, in order; empty for other documents. */
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
