import * as vscode from 'vscode';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import type { CommandCall } from '../../messages/errorActions.ts';
import { buttonLabel, MODEL_PICKERS } from '../../messages/errorActions.ts';
import type { Settings } from '../settings/settings.ts';
import { languageName } from '../../languages/languageName.ts';
import { rowsFor } from './menuRow.ts';
import { SNOOZE_COMMAND } from './snoozeCommands.ts';
import type { MenuRow } from './menuRow.ts';
import type { OtherProvider } from './otherProviders.ts';
import type { OtherProviderNotices } from './otherProviderNotices.ts';

/**
 * The main actions: for completions, and to open the chat. `commands` are the commands available in this VS Code.
 * Suggestions that are already snoozed can't be snoozed again.
 */
export function mainRows(
  settings: Settings,
  commands: readonly string[],
  isSnoozed: boolean,
): MenuRow[] {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const isOn = settings.isCompletionOn(document);
  return [
    {
      label: isOn ? t('Turn Completions Off') : t('Turn Completions On'),
      command: ['codestral.toggleCompletions'],
    },
    ...(document ? [languageRow(document, settings)] : []),
    ...(commands.includes(SNOOZE_COMMAND) && !isSnoozed
      ? [{ label: t('Snooze Suggestions…'), command: ['codestral.internal.snooze'] as const }]
      : []),
    { label: t('Explain the Last Completion'), command: ['codestral.explainLastCompletion'] },
    { label: t('Open Chat'), command: ['codestral.openChat'] },
  ];
}

/** The models, with warnings. */
export function modelRows(
  settings: Settings,
  warnings: Readonly<Record<ModelPurpose, string | undefined>>,
): MenuRow[] {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const actions = settings.actionsModel();
  const row = (purpose: ModelPurpose, label: string, model: string): MenuRow => {
    const warning = warnings[purpose];
    return {
      label,
      description: model,
      command: MODEL_PICKERS[purpose],
      ...(warning === undefined
        ? {}
        : { detail: warning, iconPath: new vscode.ThemeIcon('warning') }),
    };
  };
  return [
    row('completion', t('Completion Model'), settings.completionModel(document)),
    row('chat', t('Chat Model'), settings.chat().model),
    row('actions', t('Model for Actions'), actions.isOwn ? actions.model : t('same as the chat')),
  ];
}

/** Keys, walkthrough, settings, and troubleshooting. */
export function helpRows(): MenuRow[] {
  const { t } = vscode.l10n;
  return [
    ...rowsFor(['manageKeys', 'walkthrough']),
    {
      label: buttonLabel('settings', t),
      command: ['workbench.action.openSettings', '@ext:open-codestral.codestral'],
    },
    ...rowsFor(['showLog', 'diagnostics']),
  ];
}

/** Rows for other suggestion providers; the row's button hides it permanently. */
export function otherProviderRows(otherProviderNotices: OtherProviderNotices): MenuRow[] {
  const { t } = vscode.l10n;
  return otherProviderNotices.notDismissed.map((provider) => ({
    label: t('{0} also provides suggestions.', provider.name),
    detail: t(
      'VS Code shows suggestions from only one provider. Choose which one to keep enabled.',
    ),
    iconPath: new vscode.ThemeIcon('info'),
    buttons: [{ iconPath: new vscode.ThemeIcon('close'), tooltip: t('Don’t Show Again') }],
    command: whereToSwitchOff(provider),
    dismiss: () => otherProviderNotices.dismiss(provider),
  }));
}

function whereToSwitchOff({ id, setting }: OtherProvider): CommandCall {
  return setting === undefined
    ? ['extension.open', id]
    : ['workbench.action.openSettings', setting];
}

function languageRow(document: vscode.TextDocument, settings: Settings): MenuRow {
  const { languageId } = document;
  const name = languageName(languageId, vscode.extensions.all);
  return {
    label: settings.isLanguageOn(languageId, document)
      ? vscode.l10n.t('Turn Completions Off for {0}', name)
      : vscode.l10n.t('Turn Completions On for {0}', name),
    ...(name === languageId ? {} : { description: languageId }),
    command: ['codestral.toggleCompletionsForLanguage'],
  };
}
