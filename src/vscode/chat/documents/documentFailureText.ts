import * as vscode from 'vscode';
import { ServiceError } from '../../../mistral/errors/serviceError.ts';
import { errorText, sentence } from '../../messages/errorText.ts';

/** The message for a document that the service could not read, with the service’s own sentence. */
export function documentFailureText(error: unknown): string {
  if (!(error instanceof ServiceError)) return vscode.l10n.t('The document couldn’t be read.');
  const { kind, service, detail, sentence: own } = error;
  const text = sentence(errorText(kind, service, detail, 'chat'));
  return own === undefined ? text : `${text} (${own})`;
}
