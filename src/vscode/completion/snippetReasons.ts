import * as vscode from 'vscode';
import type { NameReason } from '../../completion/prompt/context/definitions/nearbyNames.ts';
import type { Snippet } from '../../completion/prompt/context/snippet.ts';

/** Maximum number of names listed for a file. */
const MAX_NAMES = 12;

/** Why a snippet is in the prompt. */
export function snippetReason({ source, reasons = [] }: Snippet): string {
  const { t } = vscode.l10n;
  switch (source) {
    case 'openFile':
      return t('open file with similar names');
    case 'edits':
      return t('recent edits');
    case 'cell':
      return t('earlier notebook cell');
    case 'definitions': {
      const texts = reasons.map(({ name, reason }) => nameReason(inlineCode(name), reason));
      return [...new Set(texts)].slice(0, MAX_NAMES).join(', ');
    }
  }
}

function nameReason(name: string, reason: NameReason): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'receiver':
      return t('members of {0}', name);
    case 'module':
      return t('declarations of {0}', name);
    case 'call':
      return t('{0}, which is being called', name);
    case 'base':
      return t('{0}, in the header of the enclosing type', name);
    case 'nearby':
      return t('{0}, near the cursor', name);
    case 'type':
      return t('type in the declaration of {0}', name);
    case 'import':
      return t('{0}, imported', name);
    case 'related':
      return t('{0}, in a related file', name);
  }
}

/** A text as inline code in Markdown. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
