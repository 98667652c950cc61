import type { Feature, ServiceName } from '../../mistral/services.ts';
import type { CardAction } from '../../protocol/views.ts';
import { KEYS_PAGE } from '../addresses.ts';
import type { Translate } from './told.ts';

/** A command of VS Code and its arguments. */
export type CommandCall = readonly [string, ...unknown[]];

/** What a button or a row of the menu is called that does it. */
export function labelOf(action: CardAction, t: Translate): string {
  const labels: Readonly<Record<CardAction, string>> = {
    retry: t('Try Again'),
    setKey: t('Set API Key'),
    setMistralKey: t('Set Mistral API Key'),
    setCodestralKey: t('Set Codestral API Key'),
    getKey: t('Get a key at {0}', new URL(KEYS_PAGE).host),
    manageKeys: t('Manage API Keys'),
    chooseModel: t('Choose Model'),
    shorten: t('Send Less'),
    settings: t('Open Settings'),
    proxySettings: t('Open Proxy Settings'),
    account: t('Open Your Account'),
    usage: t('Show Usage'),
    walkthrough: t('First Steps'),
    showLog: t('Show Log'),
    diagnostics: t('Copy Diagnostic Report'),
  };
  return labels[action];
}

/** The command that does it; undefined for what only the chat can do. */
export function commandOf(
  action: CardAction,
  service: ServiceName,
  feature: Feature,
): CommandCall | undefined {
  switch (action) {
    case 'retry':
      return feature === 'chat' ? undefined : ['editor.action.inlineSuggest.trigger'];
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
      return ['vscode.open', KEYS_PAGE];
    case 'manageKeys':
      return ['codestral.manageKeys'];
    case 'chooseModel':
      return [feature === 'chat' ? 'codestral.selectChatModel' : 'codestral.selectCompletionModel'];
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
