import * as vscode from 'vscode';
import type { BlockedReason } from '../../privacy/sendPolicy.ts';
import { fileOf, pathAt } from '../platform/files.ts';
import type { SendPermissions } from './sendPermissions.ts';

/** Attachments that a message names; more are only counted. */
const MAX_LABELS = 5;

/** The message for attachments, by their labels, that were left out of a request. */
export function withheldMessage(labels: readonly string[]): string {
  const { t } = vscode.l10n;
  const named = labels.slice(0, MAX_LABELS).join(', ');
  const more = labels.length - MAX_LABELS;
  return more > 0
    ? t('Not sent because a file is excluded or read-only: {0} and {1} more.', named, more)
    : t('Not sent because a file is excluded or read-only: {0}.', named);
}

/** The message for a file that may not be sent. */
export function blockedMessage(reason: BlockedReason, uri: vscode.Uri): string {
  const { t } = vscode.l10n;
  const path = pathAt(uri);
  switch (reason) {
    case 'excluded':
      return t('{0} is excluded by the setting codestral.privacy.exclude.', path);
    case 'read-only':
      return t('{0} is read-only. Read-only files are never sent.', path);
    case 'scheme':
      return t('{0} cannot be sent because it is not a file.', path);
    case 'unresolved':
      return t('{0} is not sent because its link target couldn’t be determined.', path);
  }
}

/** Checks a document on disk; resolves to the message if it may not be sent, else to undefined. Never rejects. */
export async function checkDocument(
  document: vscode.TextDocument,
  permissions: Pick<SendPermissions, 'check'>,
): Promise<string | undefined> {
  const file = fileOf(document);
  const reason = await permissions.check(file);
  return reason && blockedMessage(reason, file);
}
