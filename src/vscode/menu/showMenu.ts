import * as vscode from 'vscode';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import type { StatusPresenter } from '../completion/statusPresenter.ts';
import { mainRows, helpRows, modelRows, otherProviderRows } from './actionRows.ts';
import { onceEach } from './menuRow.ts';
import type { MenuRow } from './menuRow.ts';
import type { OtherProviderNotices } from './otherProviderNotices.ts';
import { statusRows, addressRows, usageRow } from './statusRows.ts';
import type { Settings } from '../settings/settings.ts';

/** What the menu needs. */
export interface MenuDependencies {
  readonly status: Pick<StatusPresenter, 'described' | 'metrics'>;
  readonly settings: Settings;
  readonly otherProviderNotices: OtherProviderNotices;
  /** A warning about a model in use, such as its retirement. */
  readonly warningOn: (purpose: ModelPurpose) => Promise<string | undefined>;
}

/** Shows the menu of the status bar item: the status and the available actions. */
export async function showMenu(dependencies: MenuDependencies): Promise<void> {
  const picked = await pickFrom(await rowsOf(dependencies));
  if (picked?.command) await vscode.commands.executeCommand(...picked.command);
}

async function rowsOf({
  status,
  settings,
  otherProviderNotices,
  warningOn,
}: MenuDependencies): Promise<MenuRow[]> {
  const { t } = vscode.l10n;
  const [described, commands, completion, chat, actions] = await Promise.all([
    status.described(),
    vscode.commands.getCommands(true),
    warningOn('completion'),
    warningOn('chat'),
    settings.actionsModel().isOwn ? warningOn('actions') : undefined,
  ]);
  const warnings = { completion, chat, actions };
  const separator = (label: string): MenuRow => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  return onceEach([
    ...statusRows(described),
    ...addressRows(settings),
    ...otherProviderRows(otherProviderNotices),
    separator(t('Actions')),
    ...mainRows(settings, commands, described.status.kind === 'snoozed'),
    separator(t('Models and Usage')),
    ...modelRows(settings, warnings),
    usageRow(status.metrics()),
    separator(t('Setup and Help')),
    ...helpRows(),
  ]);
}

/** Shows the rows until one is selected. Filtering matches all their text. */
async function pickFrom(rows: readonly MenuRow[]): Promise<MenuRow | undefined> {
  const pick = vscode.window.createQuickPick<MenuRow>();
  pick.title = 'Codestral';
  pick.placeholder = vscode.l10n.t('Select an action');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = rows;
  // The most likely action, if the state needs one: its row follows that of the state.
  const first = rows.find(({ kind, command }) => command ?? kind !== undefined);
  if (first?.command) pick.activeItems = [first];
  const chosen = new Promise<MenuRow | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.command) resolve(item);
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
