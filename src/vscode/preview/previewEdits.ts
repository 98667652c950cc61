import * as vscode from 'vscode';
import type { Hunk } from '../../actions/edit/diffHunks.ts';
import type { EditPreview } from '../../actions/edit/proposal.ts';

/** The whole change as one edit. */
export function editOf(document: vscode.TextDocument, proposal: EditPreview): vscode.WorkspaceEdit {
  const { start, original, text } = proposal;
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(start + original.length);
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), end), text);
  return edit;
}

/** The line numbers of a part, as shown in the editor. */
export function hunkLabel({ line, lineCount }: Hunk, firstLine: number): string {
  const { t } = vscode.l10n;
  const first = firstLine + line + 1;
  return lineCount > 1 ? t('Lines {0}–{1}', first, first + lineCount - 1) : t('Line {0}', first);
}
