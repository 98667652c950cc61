import * as vscode from 'vscode';
import type { Feature } from '../../mistral/services.ts';
import type { CommandCall } from '../failures/actions.ts';
import { labelOf } from '../failures/actions.ts';
import type { Settings } from '../settings.ts';
import { languageName } from './languageName.ts';
import { rowsFor } from './menuRow.ts';
import type { MenuRow } from './menuRow.ts';
import type { OtherProvider } from './otherProviders.ts';
import type { Rivals } from './rivals.ts';

/** VS Code's own command that silences all suggestions for a while (found in 1.139; asks for how long). */
const SNOOZE = 'editor.action.inlineSuggest.snooze';

const MODEL_PICKERS: Readonly<Record<Feature, CommandCall>> = {
  completion: ['codestral.selectCompletionModel'],
  chat: ['codestral.selectChatModel'],
};

/** What can be done with completions here. `commands` are those that this VS Code has. */
export function completionRows(settings: Settings, commands: readonly string[]): MenuRow[] {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const isOn = settings.isCompletionOn(document);
  return [
    {
      label: isOn ? t('Switch Completions Off') : t('Switch Completions On'),
      command: ['codestral.toggleCompletions'],
    },
    ...(document ? [languageRow(document, settings)] : []),
    ...(commands.includes(SNOOZE)
      ? [{ label: t('Snooze Suggestions…'), command: [SNOOZE] as const }]
      : []),
    { label: t('Explain the Last Completion'), command: ['codestral.explainLastCompletion'] },
    { label: t('Open Chat'), command: ['codestral.openChat'] },
  ];
}

/** Both models, with what there is to say against one. */
export function modelRows(
  settings: Settings,
  warnings: Readonly<Record<Feature, string | undefined>>,
): MenuRow[] {
  const { t } = vscode.l10n;
  const document = vscode.window.activeTextEditor?.document;
  const row = (feature: Feature, label: string, model: string): MenuRow => {
    const warning = warnings[feature];
    return {
      ...{ label, description: model, command: MODEL_PICKERS[feature] },
      ...(warning === undefined
        ? {}
        : { detail: warning, iconPath: new vscode.ThemeIcon('warning') }),
    };
  };
  return [
    row('completion', t('Completion Model'), settings.completionModel(document)),
    row('chat', t('Chat Model'), settings.chat().model),
  ];
}

/** Keys, first steps, settings, and what helps to find a fault. */
export function helpRows(): MenuRow[] {
  const { t } = vscode.l10n;
  return [
    ...rowsFor(['manageKeys', 'walkthrough']),
    {
      label: labelOf('settings', t),
      command: ['workbench.action.openSettings', '@ext:open-codestral.codestral'],
    },
    ...rowsFor(['showLog', 'diagnostics']),
  ];
}

/** The other providers of suggestions; a row goes for good when its button is pressed. */
export function rivalRows(rivals: Rivals): MenuRow[] {
  const { t } = vscode.l10n;
  return rivals.untold.map((rival) => ({
    label: t('{0} suggests code, too.', rival.name),
    detail: t('VS Code shows the suggestions of one of the two. Choose which one is switched on.'),
    iconPath: new vscode.ThemeIcon('info'),
    buttons: [{ iconPath: new vscode.ThemeIcon('close'), tooltip: t('Do Not Show Again') }],
    command: whereToSwitchOff(rival),
    dismiss: () => rivals.dismiss(rival),
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
      ? vscode.l10n.t('Switch Completions Off for {0}', name)
      : vscode.l10n.t('Switch Completions On for {0}', name),
    ...(name === languageId ? {} : { description: languageId }),
    command: ['codestral.toggleCompletionsForLanguage'],
  };
}
