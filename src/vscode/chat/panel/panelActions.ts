import * as vscode from 'vscode';
import { commandOf } from '../../../messages/errorActions.ts';
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

/** Runs the VS Code command of an error's button. Actions of the chat itself (`retry`, `shorten`) do nothing here. */
export async function runCardAction(
  action: CardAction,
  service: ServiceName,
  view: Pick<ChatViewProvider, 'show'>,
): Promise<void> {
  const command = commandOf(action, service, 'chat');
  if (command) await vscode.commands.executeCommand(...command);
  if (LEADS_BACK.has(action)) await view.show();
}
