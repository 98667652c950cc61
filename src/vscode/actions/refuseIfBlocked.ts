import type * as vscode from 'vscode';
import { ActionAbortedError } from '../../actions/actionAbortedError.ts';
import { checkDocument } from '../privacy/blockedMessage.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';

/** Runs before each request of an action; rejects with an `ActionAbortedError` if the document may no longer be sent. */
export async function refuseIfBlocked(
  document: vscode.TextDocument,
  permissions: Pick<SendPermissions, 'check'>,
): Promise<void> {
  const blocked = await checkDocument(document, permissions);
  if (blocked !== undefined) throw new ActionAbortedError(blocked);
}
