import * as vscode from 'vscode';
import type { Said } from '../../code/answerCode.ts';
import { nameOf } from '../changeable.ts';
import { withoutLinks } from '../notify.ts';

/** Of an answer in words, so many characters are shown in a message. */
const SHOWN = 200;

/** Tells the user what an answer says, where it is no change that can be seen. */
export function tellWhatWasSaid(
  said: Said | { readonly is: 'unchanged' },
  answer: string,
  document: vscode.TextDocument,
): void {
  const { t } = vscode.l10n;
  switch (said.is) {
    case 'code':
      return;
    case 'unchanged':
      void vscode.window.showInformationMessage(t('The model has nothing to change.'));
      return;
    case 'nothing':
      void vscode.window.showWarningMessage(
        t('The model has answered nothing. Try again, or say it in other words.'),
      );
      return;
    case 'words':
      void offer(
        t('The model answered with text, not with code: {0}', beginningOf(answer)),
        answer,
      );
      return;
    case 'foreign':
      void offer(
        t('The model answered in “{0}”, which does not fit {1}.', said.language, nameOf(document)),
        answer,
      );
      return;
  }
}

/** Tells something about an answer, which can be read as a document that is not on disk. */
async function offer(words: string, answer: string): Promise<void> {
  const show = vscode.l10n.t('Show Answer');
  if ((await vscode.window.showWarningMessage(withoutLinks(words), show)) !== show) return;
  const content = { language: 'markdown', content: answer };
  const document = await vscode.workspace.openTextDocument(content);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
}

function beginningOf(answer: string): string {
  const line = answer.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN).toWellFormed()}…` : line;
}
