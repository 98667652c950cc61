import type { ModelPurpose, ServiceName } from '../mistral/serviceName.ts';
import type { CardAction } from '../protocol/panelViews.ts';
import { KEYS_PAGE_URL } from './helpUrls.ts';
import type { Translate } from './messageContext.ts';

/** A VS Code command and its arguments. */
export type CommandCall = readonly [string, ...unknown[]];

/** The commands that open the model pickers. */
export const MODEL_PICKERS: Readonly<Record<ModelPurpose, CommandCall>> = {
  completion: ['codestral.selectCompletionModel'],
  chat: ['codestral.selectChatModel'],
  actions: ['codestral.internal.selectActionsModel'],
};

/** The label of a button or menu row for an action. */
export function buttonLabel(action: CardAction, t: Translate): string {
  const labels: Readonly<Record<CardAction, string>> = {
    retry: t('Try Again'),
    setKey: t('Set API Key'),
    setMistralKey: t('Set Mistral API Key'),
    setCodestralKey: t('Set Codestral API Key'),
    getKey: t('Get a key at {0}', new URL(KEYS_PAGE_URL).host),
    manageKeys: t('Manage API Keys'),
    chooseModel: t('Choose Model'),
    shorten: t('Try Again with Less Context'),
    settings: t('Open Settings'),
    proxySettings: t('Open Proxy Settings'),
    account: t('Open Account Page'),
    usage: t('Show Usage'),
    walkthrough: t('Get Started'),
    showLog: t('Show Log'),
    diagnostics: t('Copy Diagnostic Report'),
  };
  return labels[action];
}

/** The command of an action; undefined for actions of the chat itself. */
export function vscodeCommandOf(
  action: CardAction,
  service: ServiceName,
  purpose: ModelPurpose,
): CommandCall | undefined {
  switch (action) {
    case 'retry':
      return purpose === 'completion' ? ['editor.action.inlineSuggest.trigger'] : undefined;
    case 'shorten':
      return undefined;
    case 'setKey':
      return [service === 'mistral' ? 'codestral.setMistralKey' : 'codestral.setCodestralKey'];
    case 'setMistralKey':
    case 'setCodestralKey':
      return [`codestral.${action}`];
    case 'getKey':
    case 'account':
      // Keys, plan and limits are on the same pages.
      return ['vscode.open', KEYS_PAGE_URL];
    case 'manageKeys':
      return ['codestral.manageKeys'];
    case 'chooseModel':
      return MODEL_PICKERS[purpose];
    case 'settings':
      return ['workbench.action.openSettings', `codestral.services.${service}.url`];
    case 'proxySettings':
      return ['workbench.action.openSettings', 'http.'];
    case 'usage':
      return ['codestral.showUsage'];
    case 'walkthrough':
      return ['workbench.action.openWalkthrough', 'open-codestral.codestral#start'];
    case 'showLog':
      return ['codestral.showLog'];
    case 'diagnostics':
      return ['codestral.copyDiagnostics'];
  }
}
