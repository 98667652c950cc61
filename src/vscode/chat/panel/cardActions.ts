import * as vscode from 'vscode';
import { vscodeCommandOf } from '../../../messages/errorActions.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { CardAction } from '../../../protocol/panelViews.ts';
import type { ChatViewProvider } from './chatViewProvider.ts';

/** Actions that open a dialog above the editor; the chat is shown again afterwards. */
const LEADS_BACK: ReadonlySet<CardAction> = new Set([
  'setKey',
  'setMistralKey',
  'setCodestralKey',
  'manageKeys',
  'chooseModel',
]);

/**
 * Runs the VS Code command of an error's button. Actions of the chat itself (`retry`, `shorten`) do nothing here.
 * Resolves to whether a service has accepted another key, so that the question can be sent again.
 */
export async function runCardAction(
  action: CardAction,
  service: ServiceName,
  view: Pick<ChatViewProvider, 'show'>,
): Promise<boolean> {
  const command = vscodeCommandOf(action, service, 'chat');
  const result = command && (await vscode.commands.executeCommand(...command));
  if (LEADS_BACK.has(action)) await view.show();
  return result === true;
}
