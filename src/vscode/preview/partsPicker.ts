import * as vscode from 'vscode';
import { hunksOf, type Hunk } from '../../actions/edit/diffHunks.ts';
import { lineWithHunks, withHunks } from '../../actions/edit/hunkChoice.ts';
import { hunkLabel } from './previewEdits.ts';
import type { PendingChange } from './pendingChange.ts';
import { changedSideOf, scrollTo } from './previewTabs.ts';

interface PartItem extends vscode.QuickPickItem {
  readonly hunk: Hunk;
}

/**
 * Lets the user choose parts of a complete change. All are selected at first; the preview shows the selected ones.
 * Resolves to whether the user wants to apply them. Canceling shows the whole change again; deciding in the preview
 * closes the list.
 */
export async function pickParts(pending: PendingChange): Promise<boolean> {
  const { t } = vscode.l10n;
  const { original, text } = pending.proposal;
  const firstLine = pending.lineAt(0) ?? 0;
  const list = vscode.window.createQuickPick<PartItem>();
  list.title = t('Accept in Parts');
  list.placeholder = t('Select the parts to accept');
  list.canSelectMany = true;
  list.matchOnDescription = true;
  // The user may scroll the preview or use its buttons meanwhile.
  list.ignoreFocusOut = true;
  list.items = hunksOf(original, text).map((hunk) => {
    return { hunk, label: hunkLabel(hunk, firstLine), description: hunk.sample };
  });
  list.selectedItems = list.items;
  let chosen = list.items.map(({ hunk }) => hunk);
  const accepted = new Promise<boolean>((resolve) => {
    list.onDidChangeSelection((selected) => {
      // In the order of the document, not of the clicks.
      chosen = list.items.filter((item) => selected.includes(item)).map(({ hunk }) => hunk);
      pending.choose(chosen.length === list.items.length ? undefined : withHunks(original, chosen));
    });
    list.onDidChangeActive(([active]) => {
      const line = active && pending.lineAt(lineWithHunks(original, chosen, active.hunk));
      const editor = changedSideOf(pending.uri);
      if (editor && line !== undefined) scrollTo(editor, line);
    });
    list.onDidAccept(() => {
      if (chosen.length > 0) resolve(true);
    });
    list.onDidHide(() => {
      resolve(false);
    });
    void pending.decision.then(() => {
      resolve(false);
    });
  });
  list.show();
  const isAccepted = await accepted;
  list.dispose();
  if (!isAccepted) pending.choose(undefined);
  return isAccepted;
}
