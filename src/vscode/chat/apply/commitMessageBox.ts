import * as vscode from 'vscode';
import { withoutLinks } from '../../messages/errorText.ts';
import { readMessage } from '../../../actions/commit/commitMessage.ts';
import { chooseRepository } from '../../git/chooseRepository.ts';

/**
 * Writes a text into the commit message box of the repository in use and shows Source Control. Asks before it
 * replaces another message; never commits.
 */
export async function insertCommitMessage(text: string): Promise<void> {
  const { t } = vscode.l10n;
  const repository = await chooseRepository(undefined, 'commit message');
  if (!repository) return;
  if ('refused' in repository) {
    void vscode.window.showWarningMessage(withoutLinks(repository.refused));
    return;
  }
  const { inputBox } = repository;
  const message = readMessage(text, true);
  const typed = inputBox.value.trim();
  if (typed !== '' && typed !== message) {
    const replace = t('Replace');
    const question = t('Replace the current commit message?');
    const options = { modal: true, detail: inputBox.value };
    if ((await vscode.window.showWarningMessage(question, options, replace)) !== replace) return;
  }
  inputBox.value = message;
  await vscode.commands.executeCommand('workbench.view.scm');
}
