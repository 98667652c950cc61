import * as vscode from 'vscode';
import type { ServiceError } from '../../mistral/errors.ts';
import type { CardAction } from '../../protocol/views.ts';
import { commandOf, labelOf } from '../failures/actions.ts';
import { FAILURES } from '../failures/table.ts';
import type { Circumstances } from '../failures/told.ts';
import { sentence, withoutLinks, wordsFor } from '../notify.ts';

/** More buttons than these are no help. */
const MOST_BUTTONS = 2;

/**
 * Tells of a failure of an action that the user has asked for, with what helps. Resolves to whether it is to be
 * tried again; what was aborted is no failure.
 */
export async function tellFailure(
  error: ServiceError,
  circumstances: (failure: ServiceError) => Circumstances,
): Promise<boolean> {
  const { kind, service, detail } = error;
  if (kind === 'aborted') return false;
  const { t } = vscode.l10n;
  const actions = FAILURES[kind].card
    .filter((action) => action === 'retry' || commandOf(action, service, 'chat'))
    .slice(0, MOST_BUTTONS);
  const words = sentence(wordsFor(kind, service, detail, 'chat', circumstances(error)));
  const buttons = actions.map((action) => ({ title: labelOf(action, t), action }));
  const chosen = await vscode.window.showErrorMessage(withoutLinks(words), ...buttons);
  return chosen !== undefined && (await does(chosen.action, error));
}

/** Does what a button says; whether that is to try again. */
async function does(action: CardAction, { service }: ServiceError): Promise<boolean> {
  const command = commandOf(action, service, 'chat');
  if (command) await vscode.commands.executeCommand(...command);
  return !command;
}
