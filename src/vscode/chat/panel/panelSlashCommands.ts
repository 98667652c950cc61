import * as vscode from 'vscode';
import { SLASH_COMMANDS, type SlashName } from '../../../chat/request/slashCommands.ts';
import type { TaskNames } from '../../../chat/session/chatTitle.ts';
import type { CommandView } from '../../../protocol/panelViews.ts';

/**
 * The slash commands that the panel offers, with the prompt files of the project before the last one, which ends the
 * chat. None that use git in an untrusted workspace. `web` describes `/web`, which depends on the service.
 */
export function commandViews(
  prompts: readonly { readonly name: string; readonly description: string | undefined }[],
  web: string,
): readonly CommandView[] {
  const { t } = vscode.l10n;
  const details: Readonly<Record<SlashName, string>> = {
    explain: t('Explain the code'),
    fix: t('Find and fix a problem'),
    tests: t('Write tests'),
    doc: t('Write documentation'),
    commit: t('Write a commit message'),
    review: t('Review the changes'),
    web,
    clear: t('Start a new chat'),
  };
  const own = SLASH_COMMANDS.filter(
    ({ about }) => about !== 'changes' || vscode.workspace.isTrusted,
  ).map(({ name, about }) => ({ name, detail: details[name], needsText: about === 'web' }));
  const added = prompts.map(({ name, description }) => ({
    name,
    detail: description ?? t('Project prompt'),
  }));
  return [...own.slice(0, -1), ...added, ...own.slice(-1)];
}

/** Names of the slash commands in chat titles, in the user's language. */
export function taskNames(): TaskNames {
  const { t } = vscode.l10n;
  return { explain: t('Explain'), fix: t('Fix'), tests: t('Tests for'), doc: t('Document') };
}
