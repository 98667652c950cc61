import * as vscode from 'vscode';
import type { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { escapeHidden } from '../../../base/hiddenCharacters.ts';

/** Lists the commands that run without asking in this workspace. Commands that the user unchecks must be confirmed again. */
export async function manageAllowedCommands(
  allowed: Pick<AllowedCommands, 'list' | 'remove'>,
): Promise<void> {
  const { t } = vscode.l10n;
  const items = allowed.list.map((command) => {
    return { label: escapeHidden(command, { spaces: true }), command, picked: true };
  });
  const kept = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: t('Allowed Commands'),
    placeHolder:
      items.length > 0
        ? t('Uncheck a command to be asked again before it runs')
        : t('No command runs without asking in this workspace.'),
  });
  if (!kept) return;
  const removed = items.filter((item) => !kept.includes(item));
  await allowed.remove(removed.map(({ command }) => command));
}
