import * as vscode from 'vscode';
import type { AnswerState, Conversation } from '../../../chat/session/conversation.ts';
import { toJson, toMarkdown } from '../../../chat/session/chatExport.ts';
import type { ExportStrings } from '../../../chat/session/chatExport.ts';

/**
 * Writes a chat into a file that the user chooses, and opens it. Without a format, the file's extension decides.
 * Rejects if the file can't be written.
 */
export async function exportChat(
  conversation: Conversation,
  format?: 'markdown' | 'json',
): Promise<void> {
  const name = fileNameFor(conversation.title, format === 'json' ? 'json' : 'md');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Chat'),
    filters: {
      ...(format === 'json' ? {} : { Markdown: ['md'] }),
      ...(format === 'markdown' ? {} : { JSON: ['json'] }),
    },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!file) return;
  const isMarkdown = format ? format === 'markdown' : !file.path.endsWith('.json');
  const text = isMarkdown ? toMarkdown(conversation, exportStrings()) : toJson(conversation);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(file, { preview: true });
}

/** A file name from a chat's title, without characters that file systems reject. */
function fileNameFor(title: string, extension: string): string {
  const plain = title
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${plain.replace(/^\.+/, '').slice(0, 60).trim() || 'chat'}.${extension}`;
}

function exportStrings(): ExportStrings {
  const { t } = vscode.l10n;
  return {
    question: t('You'),
    answer: t('Answer'),
    tool: t('Tool'),
    thinking: t('Thinking'),
    sources: t('Sources'),
    untitled: t('Chat'),
    state: stateLabels,
    cut: (kept, of) => t('{0} of {1} characters', kept, of),
  };
}

function stateLabels(state: AnswerState): string | undefined {
  const { t } = vscode.l10n;
  switch (state) {
    case 'done':
      return undefined;
    case 'waiting':
    case 'streaming':
      return t('In progress.');
    case 'stopped':
      return t('Stopped.');
    case 'cut':
      return t('Token limit reached.');
    case 'interrupted':
      return t('Interrupted.');
    case 'failed':
      return t('Failed.');
  }
}
