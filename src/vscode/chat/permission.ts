import * as vscode from 'vscode';
import { refusalAt } from '../../completion/gate.ts';
import type { Exclusions } from '../exclusions.ts';
import { isReadOnlyAt, pathAt } from '../files.ts';

/** Where nothing but the file itself decides. */
const ASKED_FOR = {
  trigger: 'invoke',
  isEnabled: true,
  isLanguageEnabled: true,
  isSelecting: false,
  lastChange: 'typed',
  left: '',
  right: '',
} as const;

/** Why a file may not travel. */
export type Closed = 'kind' | 'read-only' | 'excluded';

/** Whether a file may travel with a question: the rules of completions hold for what is attached by hand, too. */
export function closedAt(uri: vscode.Uri, exclusions: Exclusions): Closed | undefined {
  const refusal = refusalAt({
    ...ASKED_FOR,
    scheme: uri.scheme,
    isReadOnly: isReadOnlyAt(uri),
    isExcluded: isExcluded(uri, exclusions),
  });
  if (refusal === 'not in this kind of document') return 'kind';
  return refusal === 'excluded file' ? 'excluded' : refusal && 'read-only';
}

/** For people: why a file may not travel. */
export function wordsForClosed(closed: Closed, uri: vscode.Uri): string {
  const { t } = vscode.l10n;
  const path = pathAt(uri);
  if (closed === 'excluded')
    return t('{0} is excluded by the setting codestral.privacy.exclude.', path);
  if (closed === 'read-only') return t('{0} is read-only: such files are never sent.', path);
  return t('{0} is no file that can be attached.', path);
}

function isExcluded(uri: vscode.Uri, exclusions: Exclusions): boolean {
  if (exclusions.has(pathAt(uri))) return true;
  // A name alone does not tell `.aws/credentials` from others: outside of the workspace, the whole path counts.
  return !vscode.workspace.getWorkspaceFolder(uri) && exclusions.has(uri.path.replace(/^\/+/, ''));
}
