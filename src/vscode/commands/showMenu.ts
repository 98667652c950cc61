import * as vscode from 'vscode';
import type { Feature } from '../../mistral/services.ts';
import type { CompletionStatus } from '../completionStatus.ts';
import { completionRows, helpRows, modelRows, rivalRows } from '../menu/doingRows.ts';
import type { MenuRow } from '../menu/menuRow.ts';
import type { Rivals } from '../menu/rivals.ts';
import { stateRows, unencryptedRows, usageRow } from '../menu/stateRows.ts';
import type { Settings } from '../settings.ts';

/** What the menu is made from. */
export interface MenuPorts {
  readonly status: Pick<CompletionStatus, 'described' | 'figures'>;
  readonly settings: Settings;
  readonly rivals: Rivals;
  /** What there is to say against the model of a feature: that it is to be retired, for one. */
  readonly warningOn: (feature: Feature) => Promise<string | undefined>;
}

/** The menu behind the status item: how things stand, and what can be done about it. */
export async function showMenu(ports: MenuPorts): Promise<void> {
  const picked = await pickFrom(await rowsOf(ports));
  if (picked?.command) await vscode.commands.executeCommand(...picked.command);
}

async function rowsOf({ status, settings, rivals, warningOn }: MenuPorts): Promise<MenuRow[]> {
  const { t } = vscode.l10n;
  const [described, commands, completion, chat] = await Promise.all([
    status.described(),
    vscode.commands.getCommands(true),
    warningOn('completion'),
    warningOn('chat'),
  ]);
  const warnings = { completion, chat };
  const separator = (label: string): MenuRow => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  return onceEach([
    ...stateRows(described),
    ...unencryptedRows(settings),
    ...rivalRows(rivals),
    separator(t('Use')),
    ...completionRows(settings, commands),
    separator(t('Models and Usage')),
    ...modelRows(settings, warnings),
    usageRow(status.figures()),
    separator(t('Set Up and Help')),
    ...helpRows(),
  ]);
}

/** Without rows that are there already: the ways out of a state come first. */
function onceEach(rows: readonly MenuRow[]): MenuRow[] {
  const seen = new Set<string>();
  return rows.filter(({ label, command }) => {
    if (!command) return true;
    const row = JSON.stringify([label, command]);
    const isNew = !seen.has(row);
    seen.add(row);
    return isNew;
  });
}

/** Shows the rows until one is chosen; all their words can be typed. */
async function pickFrom(rows: readonly MenuRow[]): Promise<MenuRow | undefined> {
  const pick = vscode.window.createQuickPick<MenuRow>();
  pick.title = 'Codestral';
  pick.placeholder = vscode.l10n.t('Choose what to do');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = rows;
  const chosen = new Promise<MenuRow | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.onDidTriggerItemButton(({ item }) => {
    pick.items = pick.items.filter((row) => row !== item);
    void item.dismiss?.();
  });
  pick.show();
  try {
    return await chosen;
  } finally {
    pick.dispose();
  }
}
