import * as vscode from 'vscode';
import { hunksOf, type Hunk } from '../../code/hunks.ts';
import type { Proposal } from '../../code/proposal.ts';

/** All of a change as one edit. */
export function editOf(document: vscode.TextDocument, proposal: Proposal): vscode.WorkspaceEdit {
  const { start, original, text } = proposal;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, start, start + original.length), text);
  return edit;
}

/** A change as edits of which each is to be confirmed in VS Code's Refactor Preview. */
export function editInPartsOf(
  document: vscode.TextDocument,
  { start, original, text }: Proposal,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const firstLine = document.positionAt(start).line;
  for (const hunk of hunksOf(original, text)) {
    const range = rangeOf(document, start + hunk.start, start + hunk.end);
    const words = { label: labelOf(hunk, firstLine), description: hunk.sample };
    edit.replace(document.uri, range, hunk.text, { needsConfirmation: true, ...words });
  }
  return edit;
}

function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The lines that a part changes, as the editor counts them. */
function labelOf({ line, lineCount }: Hunk, firstLine: number): string {
  const { t } = vscode.l10n;
  const first = firstLine + line + 1;
  return lineCount > 1 ? t('Lines {0}–{1}', first, first + lineCount - 1) : t('Line {0}', first);
}
