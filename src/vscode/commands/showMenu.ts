import * as vscode from 'vscode';
import type { Status } from '../../completion/status.ts';
import type { FailureKind } from '../../mistral/errors.ts';
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
  const now = await status.current();
  const { icon, title, advice } = describeStatus(now);
  const document = vscode.window.activeTextEditor?.document;
  const isOn = settings.isCompletionOn(document);
  const items: MenuItem[] = [
    {
      label: title,
      detail: advice,
      iconPath: new vscode.ThemeIcon(icon.replace('~spin', '')),
      command: wayOut(now),
    },
    ...unencrypted(settings),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('Open Chat'), command: ['codestral.openChat'] },
    {
      label: isOn ? t('Switch Completions Off') : t('Switch Completions On'),
      command: ['codestral.toggleCompletions'],
    },
    ...(document ? [languageItem(document, settings)] : []),
    {
      label: t('Explain the Last Completion'),
      command: ['codestral.explainLastCompletion'],
    },
    { label: t('Manage API Keys'), command: ['codestral.manageKeys'] },
    {
      label: t('Open Settings'),
      command: ['workbench.action.openSettings', '@ext:open-codestral.codestral'],
    },
    { label: t('Show Log'), command: ['codestral.showLog'] },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Codestral',
    placeHolder: t('Choose what to do'),
  });
  if (picked?.command) await vscode.commands.executeCommand(...picked.command);
}

/** What helps most in a state: the command behind the menu's first row. */
function wayOut(status: Status): readonly [string, ...unknown[]] {
  const settings = (key: string) => ['workbench.action.openSettings', `codestral.${key}`] as const;
  switch (status.kind) {
    case 'off':
      return status.why === 'off for this language'
        ? ['codestral.toggleCompletionsForLanguage']
        : status.why === 'off'
          ? ['codestral.toggleCompletions']
          : settings('privacy.exclude');
    case 'closed':
      return status.closed.closed === 'noKey' ? ['codestral.manageKeys'] : settings('services');
    case 'paused':
      return wayOutOf(status.pause.kind, settings);
    case 'thinking':
    case 'ready':
      return ['codestral.explainLastCompletion'];
  }
}

function wayOutOf(
  kind: FailureKind,
  settings: (key: string) => readonly [string, ...unknown[]],
): readonly [string, ...unknown[]] {
  if (kind === 'unauthorised') return ['codestral.manageKeys'];
  if (kind === 'modelUnknown' || kind === 'modelNotFim') return settings('completion.model');
  if (kind === 'notFound' || kind === 'redirect' || kind === 'unknownHost')
    return settings('services');
  return ['codestral.showLog'];
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
