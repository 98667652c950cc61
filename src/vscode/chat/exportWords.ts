import * as vscode from 'vscode';
import type { AnswerState } from '../../chat/conversation.ts';
import type { ExportWords } from '../../chat/export.ts';

/** The words of an exported chat. */
export function exportWords(): ExportWords {
  const { t } = vscode.l10n;
  return {
    question: t('You'),
    answer: t('Answer'),
    thinking: t('Thinking'),
    untitled: t('Chat'),
    state: stateWords,
    cut: (kept, of) => t('{0} of {1} characters', kept, of),
  };
}

function stateWords(state: AnswerState): string | undefined {
  const { t } = vscode.l10n;
  switch (state) {
    case 'done':
      return undefined;
    case 'waiting':
    case 'streaming':
      return t('Not finished yet.');
    case 'stopped':
      return t('Stopped.');
    case 'cut':
      return t('Cut at the limit of tokens.');
    case 'interrupted':
      return t('Broken off.');
    case 'failed':
      return t('Failed.');
  }
}
