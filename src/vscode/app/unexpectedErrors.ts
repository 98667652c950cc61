import * as vscode from 'vscode';
import { redactSecrets } from '../../privacy/redactSecrets.ts';

/** Maximum length of a logged exception with its stack, in characters. */
const MAX_LENGTH = 4_000;

/** Logs an exception of the extension with secrets redacted. */
export function logUnexpectedError(log: vscode.LogOutputChannel, thrown: unknown): void {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  log.error('Unexpected error:', redactSecrets(text.slice(0, MAX_LENGTH)).text);
}

/** Logs an unhandled exception and shows an error message with a button that opens the log. */
export function showUnexpectedError(log: vscode.LogOutputChannel, thrown: unknown): void {
  logUnexpectedError(log, thrown);
  const { t } = vscode.l10n;
  const show = t('Show Log');
  const message = t('Something went wrong. See the log for details.');
  void vscode.window.showErrorMessage(message, show).then((chosen) => {
    if (chosen === show) log.show();
  });
}
