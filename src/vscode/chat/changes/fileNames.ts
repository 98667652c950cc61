import * as vscode from 'vscode';
import { baseName } from '../../../base/baseName.ts';

/** The maximum number of files that a message names. */
export const MAX_NAMED = 5;

/** The names of files for a message. */
export function namesOf(uris: readonly vscode.Uri[]): string {
  const names = uris.slice(0, MAX_NAMED).map(({ path }) => baseName(path));
  return names.join(', ');
}

/** Says that files were changed but can't be saved. */
export function unsavedText(uris: readonly vscode.Uri[]): string {
  const { t } = vscode.l10n;
  return t('Changed but not saved: {0}. Save the files yourself, or undo.', namesOf(uris));
}
