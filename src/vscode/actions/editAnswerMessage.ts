import * as vscode from 'vscode';
import type { AnswerReading } from '../../actions/edit/answerCode.ts';
import { documentName } from '../platform/documents.ts';
import { withoutLinks } from '../messages/errorText.ts';

/** Characters of a text answer that a notification shows. */
const MAX_SHOWN_LENGTH = 200;

/** Explains an answer that is not a change in the preview. */
export function showAnswerMessage(
  said: AnswerReading | { readonly kind: 'unchanged' },
  answer: string,
  document: vscode.TextDocument,
): void {
  const { t } = vscode.l10n;
  switch (said.kind) {
    case 'code':
      return;
    case 'unchanged':
      void vscode.window.showInformationMessage(t('The model suggested no changes.'));
      return;
    case 'nothing':
      void vscode.window.showWarningMessage(t('No answer. Try again or rephrase.'));
      return;
    case 'prose':
      void offerAnswer(
        t('The model answered with text instead of code: {0}', beginningOf(answer)),
        answer,
      );
      return;
    case 'foreign':
      void offerAnswer(
        t(
          'The model answered in “{0}”, which does not match the language of {1}.',
          said.language,
          documentName(document),
        ),
        answer,
      );
      return;
  }
}

/** Shows a warning with a button that opens the answer as an untitled document. */
async function offerAnswer(message: string, answer: string): Promise<void> {
  const show = vscode.l10n.t('Show Answer');
  if ((await vscode.window.showWarningMessage(withoutLinks(message), show)) !== show) return;
  const content = { language: 'markdown', content: answer };
  const document = await vscode.workspace.openTextDocument(content);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
}

function beginningOf(answer: string): string {
  const line = answer.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SHOWN_LENGTH
    ? `${line.slice(0, MAX_SHOWN_LENGTH).toWellFormed()}…`
    : line;
}
