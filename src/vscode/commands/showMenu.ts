import * as vscode from 'vscode';
import { isUnencryptedElsewhere } from '../../mistral/urls.ts';
import type { CompletionStatus } from '../completionStatus.ts';
import type { Settings } from '../settings.ts';
import { describeStatus } from '../statusWords.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: readonly [string, ...unknown[]];
}

/** The menu behind the status item: how things stand, and what can be done about it. */
export async function showMenu(status: CompletionStatus, settings: Settings): Promise<void> {
  const { t } = vscode.l10n;
  const { icon, title, advice } = describeStatus(await status.current());
  const document = vscode.window.activeTextEditor?.document;
  const isOn = settings.isCompletionOn(document);
  const items: MenuItem[] = [
    { label: title, detail: advice, iconPath: new vscode.ThemeIcon(icon.replace('~spin', '')) },
    ...unencrypted(settings),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: isOn ? t('Switch Completions Off') : t('Switch Completions On'),
      command: ['codestral.toggleCompletions'],
    },
    ...(document ? [languageItem(document, settings)] : []),
    { label: t('Manage API Keys'), command: ['codestral.manageKeys'] },
    { label: t('Open Settings'), command: ['workbench.action.openSettings', 'codestral.'] },
    { label: t('Show Log'), command: ['codestral.showLog'] },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Codestral',
    placeHolder: t('Choose what to do'),
  });
  if (picked?.command) await vscode.commands.executeCommand(...picked.command);
}

function languageItem(document: vscode.TextDocument, settings: Settings): MenuItem {
  const { languageId } = document;
  return {
    label: settings.isLanguageOn(languageId, document)
      ? vscode.l10n.t('Switch Completions Off for {0}', languageId)
      : vscode.l10n.t('Switch Completions On for {0}', languageId),
    command: ['codestral.toggleCompletionsForLanguage'],
  };
}

function unencrypted(settings: Settings): MenuItem[] {
  return Object.values(settings.services().urls)
    .filter(isUnencryptedElsewhere)
    .map((url) => ({
      label: vscode.l10n.t('{0}: not encrypted', url),
      iconPath: new vscode.ThemeIcon('unlock'),
      command: ['workbench.action.openSettings', 'codestral.services'],
    }));
}
