import * as vscode from 'vscode';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { searchPrice } from '../chat/web/webTexts.ts';

/** What VS Code asks the user before another agent's query is sent to search the web: the whole query, as text. */
export function searchConfirmation(input: unknown): vscode.PreparedToolInvocation {
  const { t } = vscode.l10n;
  const { query } = (input ?? {}) as { readonly query?: unknown };
  const message = new vscode.MarkdownString();
  message.appendText(t('Only this text is sent. A search costs about {0}.', searchPrice()));
  message.appendCodeblock(escapeHidden(typeof query === 'string' ? query : '', { spaces: true }));
  return {
    invocationMessage: t('Searching the web'),
    confirmationMessages: { title: t('Search the web?'), message },
  };
}
