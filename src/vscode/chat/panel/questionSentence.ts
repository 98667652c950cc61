import * as vscode from 'vscode';
import { readTask, type TaskName } from '../../../chat/request/slashCommands.ts';
import { subjectsOf } from '../../../chat/instructions/instructionKinds.ts';
import type { Attachment } from '../../../chat/session/conversation.ts';
import { baseName } from '../../../base/baseName.ts';

/** What a slash command asks for, as a sentence: `Explain totalOf in cart.ts`. Undefined for other messages. */
export function questionSentence(
  text: string,
  attachments: readonly Attachment[],
): string | undefined {
  const task = readTask(text);
  if (!task) return undefined;
  const { t } = vscode.l10n;
  const about = subjectOf(subjectsOf(attachments)[0]);
  const sentences: Readonly<Record<TaskName, string>> =
    about === undefined
      ? {
          explain: t('Explain the code'),
          fix: t('Find and fix a problem'),
          tests: t('Write tests'),
          doc: t('Write documentation'),
          commit: t('Write a commit message'),
          review: t('Review the changes'),
        }
      : {
          explain: t('Explain {0}', about),
          fix: t('Fix {0}', about),
          tests: t('Write tests for {0}', about),
          doc: t('Write documentation for {0}', about),
          commit: t('Write a commit message'),
          review: t('Review the changes'),
        };
  return [sentences[task.name], task.more].filter((part) => part !== '').join('\n');
}

/** The symbol and file of an attachment, or its label. */
function subjectOf(attachment: Attachment | undefined): string | undefined {
  if (!attachment) return undefined;
  if (attachment.kind === 'image' || attachment.symbol === undefined) return attachment.label;
  const file = attachment.path === undefined ? attachment.label : baseName(attachment.path);
  return vscode.l10n.t('{0} in {1}', attachment.symbol, file);
}
