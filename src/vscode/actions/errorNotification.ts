import * as vscode from 'vscode';
import { ActionAbortedError } from '../../actions/actionAbortedError.ts';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import { vscodeCommandOf, buttonLabel } from '../../messages/errorActions.ts';
import { ERROR_MESSAGES } from '../../messages/errorMessages.ts';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';
import { errorText, sentence, withoutLinks } from '../messages/errorText.ts';

/** Notifications with more buttons are hard to read. */
const MAX_BUTTONS = 2;

/** Shows a warning without waiting for the user to close it. */
export function showWarning(message: string): void {
  void vscode.window.showWarningMessage(withoutLinks(message));
}

/**
 * Shows the error of an action, with buttons that help; `purpose` selects which model setting the buttons change.
 * Resolves to whether the user chose to try again. Canceled requests show nothing.
 */
export async function showErrorNotification(
  error: ServiceError,
  failureDetails: (failure: ServiceError) => FailureDetails,
  purpose: ModelPurpose,
): Promise<boolean> {
  if (error instanceof ActionAbortedError) {
    showWarning(error.userMessage);
    return false;
  }
  const { kind, service, detail } = error;
  if (kind === 'aborted') return false;
  const { t } = vscode.l10n;
  const buttons = ERROR_MESSAGES[kind].card
    .map((action) => ({ action, command: vscodeCommandOf(action, service, purpose) }))
    .filter(({ action, command }) => action === 'retry' || command)
    .slice(0, MAX_BUTTONS)
    .map(({ action, command }) => ({ title: buttonLabel(action, t), command }));
  const message = sentence(errorText(kind, service, detail, 'chat', failureDetails(error)));
  const chosen = await vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
  if (chosen?.command) await vscode.commands.executeCommand(...chosen.command);
  return chosen !== undefined && !chosen.command;
}
